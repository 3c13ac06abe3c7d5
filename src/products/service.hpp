#pragma once

#include "accounts/audit.hpp"
#include "async/deadline.hpp"
#include "async/task.hpp"
#include "base/listing.hpp"
#include "products/errors.hpp"
#include "products/repository.hpp"
#include "products/types.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <vector>

namespace products {

/// What can be done with products. The writing functions take the caller's transaction and leave an
/// audit row in it.
class service {
public:
    explicit service(postgres::pool& pool)
        : repository_{pool} {}

    async::task<base::listing<product>> list(async::deadline until, product_filter filter,
                                             std::int64_t offset, std::int64_t limit);

    async::task<std::expected<product, rejection>> find(async::deadline until, base::product_id id);

    /// The owner of its store; nothing when there is no such product.
    async::task<std::optional<base::user_id>> owner_of(async::deadline until, base::product_id id);

    /// Only in a store of the actor's.
    async::task<std::expected<product, rejection>> create(postgres::transaction& tx,
                                                          accounts::actor by, new_product made);

    async::task<std::expected<product, rejection>> change(postgres::transaction& tx,
                                                          accounts::actor by, base::product_id id,
                                                          product_change wanted);

    /// Why `user` may not write to this store; nothing when it is theirs.
    async::task<std::optional<rejection>> refusal_of_store(async::deadline until, base::store_id id,
                                                           base::user_id user);
    /// All of them, in one store of the actor's, with one audit row; gives how many.
    async::task<std::expected<std::int64_t, rejection>> import(postgres::transaction& tx,
                                                               accounts::actor by,
                                                               base::store_id store,
                                                               std::vector<new_product> made);

    /// error::has_promos when it ever had one: promos and reservations speak of it.
    async::task<std::expected<void, rejection>> remove(postgres::transaction& tx,
                                                       accounts::actor by, base::product_id id);

private:
    /// The product, locked, if the actor owns its store.
    async::task<std::expected<product, rejection>> owned(postgres::transaction& tx,
                                                         accounts::actor by, base::product_id id);
    /// Why `wanted` cannot be done to `before`.
    async::task<std::optional<rejection>> objection(postgres::transaction& tx,
                                                    const accounts::actor& by,
                                                    const product& before,
                                                    const product_change& wanted);

    repository repository_;
};

} // namespace products
