#pragma once

#include "accounts/audit.hpp"
#include "async/deadline.hpp"
#include "async/task.hpp"
#include "base/listing.hpp"
#include "stores/errors.hpp"
#include "stores/repository.hpp"
#include "stores/types.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

namespace stores {

/// What can be done with stores. The writing functions take the caller's transaction and leave an
/// audit row in it.
class service {
public:
    explicit service(postgres::pool& pool)
        : repository_{pool} {}

    async::task<base::listing<store>> list(async::deadline until, store_filter filter,
                                           std::int64_t offset, std::int64_t limit);

    async::task<std::expected<store, error>> find(async::deadline until, base::store_id id);

    /// An IANA name with a '/', or UTC.
    async::task<bool> time_zone_known(async::deadline until, std::string name);

    /// The actor becomes the owner. The time zone must be a known one.
    async::task<std::expected<store, error>> create(postgres::transaction& tx, accounts::actor by,
                                                    new_store made);

    async::task<std::expected<store, error>> change(postgres::transaction& tx, accounts::actor by,
                                                    base::store_id id, store_change wanted);

    /// Deletes the store with its products; error::has_promos when any of them ever had a promo.
    async::task<std::expected<void, error>> remove(postgres::transaction& tx, accounts::actor by,
                                                   base::store_id id);

private:
    /// The store, locked, if the actor owns it.
    async::task<std::expected<store, error>> owned(postgres::transaction& tx, accounts::actor by,
                                                   base::store_id id);

    repository repository_;
};

} // namespace stores
