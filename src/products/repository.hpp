#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "postgres/ordered_statement.hpp"
#include "postgres/pool.hpp"
#include "products/types.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace products {

/// The statements of this module, one function each.
class repository {
public:
    explicit repository(postgres::pool& pool);

    async::task<std::vector<product>> list(async::deadline until, product_filter filter,
                                           std::int64_t offset, std::int64_t limit);
    async::task<std::int64_t> count(async::deadline until, product_filter filter);
    async::task<std::optional<product>> find(async::deadline until, base::product_id id);

    /// A product with its store's owner.
    struct locked {
        products::product product;
        base::user_id owner;
    };
    /// Keeps others from changing the product until the end of the transaction.
    async::task<std::optional<locked>> lock(postgres::transaction& tx, base::product_id id);
    /// Nothing when there is no such store; the store cannot be deleted until the end of the
    /// transaction.
    async::task<std::optional<base::user_id>> owner_of_store(postgres::transaction& tx,
                                                             base::store_id id);
    async::task<std::optional<base::user_id>> owner_of(async::deadline until, base::product_id id);
    async::task<std::optional<base::user_id>> owner_of_store(async::deadline until,
                                                             base::store_id id);
    async::task<product> insert(postgres::transaction& tx, new_product made);
    async::task<> insert(postgres::transaction& tx, base::store_id store,
                         std::vector<new_product> made);
    async::task<product> update(postgres::transaction& tx, base::product_id id,
                                product_change change);
    async::task<bool> has_promos(postgres::transaction& tx, base::product_id id);
    /// Whether a promo that is not over costs more than `price`.
    async::task<bool> has_dearer_promo(postgres::transaction& tx, base::product_id id,
                                       base::money price);
    async::task<> remove(postgres::transaction& tx, base::product_id id);

private:
    postgres::pool& pool_;
    postgres::ordered_statement list_;
};

} // namespace products
