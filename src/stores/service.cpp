#include "stores/service.hpp"

#include "stores/wire.hpp"

namespace stores {

async::task<base::listing<store>> service::list(async::deadline until, store_filter filter,
                                                std::int64_t offset, std::int64_t limit) {
    base::listing<store> part;
    part.count = co_await repository_.count(until, filter);
    part.items = co_await repository_.list(until, filter, offset, limit);
    co_return part;
}

async::task<std::expected<store, error>> service::find(async::deadline until, base::store_id id) {
    auto found = co_await repository_.find(until, id);
    if (!found)
        co_return std::unexpected{error::not_found};
    co_return std::move(*found);
}

async::task<bool> service::time_zone_known(async::deadline until, std::string name) {
    return repository_.time_zone_known(until, std::move(name));
}

async::task<std::expected<store, error>> service::owned(postgres::transaction& tx,
                                                        accounts::actor by, base::store_id id) {
    auto found = co_await repository_.lock(tx, id);
    if (!found)
        co_return std::unexpected{error::not_found};
    if (found->owner != by.user)
        co_return std::unexpected{error::not_owner};
    co_return std::move(*found);
}

async::task<std::expected<store, error>> service::create(postgres::transaction& tx,
                                                         accounts::actor by, new_store made) {
    const auto added = co_await repository_.insert(tx, by.user.value(), std::move(made));
    co_await accounts::audit(tx, std::move(by), "created", "store", added.id.value(),
                             to_json(added));
    co_return added;
}

async::task<std::expected<store, error>> service::change(postgres::transaction& tx,
                                                         accounts::actor by, base::store_id id,
                                                         store_change wanted) {
    const auto before = co_await owned(tx, by, id);
    if (!before)
        co_return before;
    const auto after = co_await repository_.update(tx, id, std::move(wanted));
    co_await accounts::audit(tx, std::move(by), "updated", "store", id.value(),
                             accounts::changed_fields(to_json(*before), to_json(after)));
    co_return after;
}

async::task<std::expected<void, error>> service::remove(postgres::transaction& tx,
                                                        accounts::actor by, base::store_id id) {
    const auto before = co_await owned(tx, by, id);
    if (!before)
        co_return std::unexpected{before.error()};
    if (co_await repository_.has_promos(tx, id))
        co_return std::unexpected{error::has_promos};
    try {
        co_await repository_.remove(tx, id);
    } catch (const postgres::query_error& failure) {
        // A promo was made, or a product added, since we looked.
        if (!failure.violates("flash_promos_product_id_fkey") &&
            !failure.violates("products_store_id_fkey"))
            throw;
        co_return std::unexpected{error::has_promos};
    }
    co_await accounts::audit(tx, std::move(by), "deleted", "store", id.value(), to_json(*before));
    co_return std::expected<void, error>{};
}

} // namespace stores
