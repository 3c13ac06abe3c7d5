#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "postgres/ordered_statement.hpp"
#include "postgres/pool.hpp"
#include "stores/types.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace stores {

/// The statements of this module, one function each.
class repository {
public:
    explicit repository(postgres::pool& pool);

    async::task<std::vector<store>> list(async::deadline until, store_filter filter,
                                         std::int64_t offset, std::int64_t limit);
    async::task<std::int64_t> count(async::deadline until, store_filter filter);
    async::task<std::optional<store>> find(async::deadline until, base::store_id id);
    /// Keeps others from changing the store until the end of the transaction.
    async::task<std::optional<store>> lock(postgres::transaction& tx, base::store_id id);
    async::task<store> insert(postgres::transaction& tx, base::user_id owner, new_store made);
    async::task<store> update(postgres::transaction& tx, base::store_id id, store_change change);
    async::task<bool> has_promos(postgres::transaction& tx, base::store_id id);
    /// With its products.
    async::task<> remove(postgres::transaction& tx, base::store_id id);
    async::task<bool> time_zone_known(async::deadline until, std::string name);

private:
    postgres::pool& pool_;
    postgres::ordered_statement list_;
    postgres::ordered_statement list_near_;
};

} // namespace stores
