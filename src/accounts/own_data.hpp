#pragma once

#include "accounts/audit.hpp"
#include "accounts/errors.hpp"
#include "async/deadline.hpp"
#include "async/task.hpp"
#include "postgres/pool.hpp"

#include <expected>
#include <string>

namespace accounts {

/// What a person may ask for of what is kept about them.
class own_data {
public:
    explicit own_data(postgres::pool& pool)
        : pool_{pool} {}

    /// Everything, as JSON text.
    async::task<std::string> export_of(async::deadline until, base::user_id user);

    /// Empties the account for good: name, address, place, preferences, sessions, browsers. What
    /// the ledger says of its reservations stays, of nobody. error::owns_stores while a store of
    /// theirs is active.
    async::task<std::expected<void, rejection>> erase(postgres::transaction& tx, actor by,
                                                      base::user_id user);

private:
    postgres::pool& pool_;
};

} // namespace accounts
