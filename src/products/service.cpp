#include "products/service.hpp"

#include "products/currency.hpp"
#include "products/wire.hpp"

namespace products {
namespace {

std::unexpected<rejection> refuse(error why) {
    return std::unexpected{rejection{why}};
}

} // namespace

async::task<base::listing<product>> service::list(async::deadline until, product_filter filter,
                                                  std::int64_t offset, std::int64_t limit) {
    base::listing<product> part;
    part.count = co_await repository_.count(until, filter);
    part.items = co_await repository_.list(until, filter, offset, limit);
    co_return part;
}

async::task<std::expected<product, rejection>> service::find(async::deadline until,
                                                             base::product_id id) {
    auto found = co_await repository_.find(until, id);
    if (!found)
        co_return refuse(error::not_found);
    co_return std::move(*found);
}

async::task<std::optional<base::user_id>> service::owner_of(async::deadline until,
                                                            base::product_id id) {
    return repository_.owner_of(until, id);
}

async::task<std::expected<product, rejection>>
service::owned(postgres::transaction& tx, accounts::actor by, base::product_id id) {
    auto found = co_await repository_.lock(tx, id);
    if (!found)
        co_return refuse(error::not_found);
    if (found->owner != by.user)
        co_return refuse(error::not_owner);
    co_return std::move(found->product);
}

async::task<std::expected<product, rejection>>
service::create(postgres::transaction& tx, accounts::actor by, new_product made) {
    const auto owner = co_await repository_.owner_of_store(tx, made.store);
    if (!owner)
        co_return std::unexpected{rejection{error::unknown_store, made.store.value()}};
    if (*owner != by.user)
        co_return refuse(error::not_owner);
    if (!fits(made.original_price, made.currency))
        co_return refuse(error::too_many_decimals);
    const auto added = co_await repository_.insert(tx, std::move(made));
    co_await accounts::audit(tx, std::move(by), "created", "product", added.id.value(),
                             to_json(added));
    co_return added;
}

async::task<std::optional<rejection>> service::objection(postgres::transaction& tx,
                                                         const accounts::actor& by,
                                                         const product& before,
                                                         const product_change& wanted) {
    const bool moves = wanted.store && *wanted.store != before.store;
    if (moves) {
        const auto owner = co_await repository_.owner_of_store(tx, *wanted.store);
        if (!owner)
            co_return rejection{error::unknown_store, wanted.store->value()};
        if (*owner != by.user)
            co_return rejection{error::not_owner};
    }
    const auto price = wanted.original_price.value_or(before.original_price);
    if (!fits(price, wanted.currency.value_or(before.currency)))
        co_return rejection{error::too_many_decimals};
    // Windows hold copies of the store and the currency.
    const bool revalued = wanted.currency && *wanted.currency != before.currency;
    if ((moves || revalued) && co_await repository_.has_promos(tx, before.id))
        co_return rejection{error::has_promos};
    if (price < before.original_price &&
        co_await repository_.has_dearer_promo(tx, before.id, price)) {
        co_return rejection{error::below_promo_price};
    }
    co_return std::nullopt;
}

async::task<std::expected<product, rejection>> service::change(postgres::transaction& tx,
                                                               accounts::actor by,
                                                               base::product_id id,
                                                               product_change wanted) {
    const auto before = co_await owned(tx, by, id);
    if (!before)
        co_return before;
    if (const auto refused = co_await objection(tx, by, *before, wanted))
        co_return std::unexpected{*refused};
    const auto after = co_await repository_.update(tx, id, std::move(wanted));
    co_await accounts::audit(tx, std::move(by), "updated", "product", id.value(),
                             accounts::changed_fields(to_json(*before), to_json(after)));
    co_return after;
}

async::task<std::expected<void, rejection>>
service::remove(postgres::transaction& tx, accounts::actor by, base::product_id id) {
    const auto before = co_await owned(tx, by, id);
    if (!before)
        co_return std::unexpected{before.error()};
    if (co_await repository_.has_promos(tx, id))
        co_return refuse(error::has_promos);
    try {
        co_await repository_.remove(tx, id);
    } catch (const postgres::query_error& failure) {
        if (!failure.violates("flash_promos_product_id_fkey"))
            throw;
        co_return refuse(error::has_promos); // made since we looked
    }
    co_await accounts::audit(tx, std::move(by), "deleted", "product", id.value(), to_json(*before));
    co_return std::expected<void, rejection>{};
}

async::task<std::optional<rejection>>
service::refusal_of_store(async::deadline until, base::store_id id, base::user_id user) {
    const auto owner = co_await repository_.owner_of_store(until, id);
    if (!owner)
        co_return rejection{error::not_found};
    if (*owner != user)
        co_return rejection{error::not_owner};
    co_return std::nullopt;
}

async::task<std::expected<std::int64_t, rejection>> service::import(postgres::transaction& tx,
                                                                    accounts::actor by,
                                                                    base::store_id store,
                                                                    std::vector<new_product> made) {
    const auto owner = co_await repository_.owner_of_store(tx, store);
    if (!owner)
        co_return refuse(error::not_found);
    if (*owner != by.user)
        co_return refuse(error::not_owner);
    const auto count = std::ssize(made);
    co_await repository_.insert(tx, store, std::move(made));
    co_await accounts::audit(tx, std::move(by), "imported", "store", store.value(),
                             {{"products", count}});
    co_return count;
}

} // namespace products
