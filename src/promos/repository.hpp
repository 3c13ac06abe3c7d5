#pragma once

#include "async/deadline.hpp"
#include "postgres/ordered_statement.hpp"
#include "postgres/pool.hpp"
#include "promos/types.hpp"

#include <optional>
#include <string>
#include <vector>

namespace promos {

/// What a promo must know of its product.
struct product_facts {
    base::store_id store;
    base::user_id owner;
    base::money original_price;
    std::string currency;
};

/// One method a statement; those that take a transaction run in it.
class repository {
public:
    explicit repository(postgres::pool& pool);

    async::task<base::listing<promo>> list(async::deadline until, promo_filter filter,
                                           std::int64_t offset, std::int64_t limit);
    async::task<std::optional<promo>> find(async::deadline until, base::promo_id id);
    async::task<std::optional<promo>> find(postgres::transaction& tx, base::promo_id id);
    async::task<base::listing<promo_window>> windows(async::deadline until, base::promo_id id,
                                                     std::int64_t offset, std::int64_t limit);

    async::task<std::optional<product_facts>> product(postgres::transaction& tx,
                                                      base::product_id id);
    /// False when there is no such promo.
    async::task<bool> lock(postgres::transaction& tx, base::promo_id id);
    async::task<base::promo_id> insert(postgres::transaction& tx, promo_fields fields);
    async::task<> update(postgres::transaction& tx, base::promo_id id, promo_fields fields);
    async::task<> remove(postgres::transaction& tx, base::promo_id id);

    // The functions of R__windows.sql; what their words mean stands there.
    async::task<> expand(postgres::transaction& tx, base::promo_id id);
    async::task<> reshape(postgres::transaction& tx, base::promo_id id);
    async::task<std::string> edit_open(postgres::transaction& tx, base::promo_id id,
                                       std::optional<std::int32_t> stock,
                                       std::optional<std::chrono::seconds> end);
    async::task<std::string> extend(postgres::transaction& tx, base::promo_id id,
                                    std::int32_t more_stock, std::int32_t more_seconds);
    async::task<std::int32_t> close(postgres::transaction& tx, base::promo_id id);

    /// What opens within 24 hours, soonest first, at most 200.
    async::task<std::vector<board_window>> to_come(async::deadline until, to_come_query asked);
    /// The window that is open, or else the next.
    async::task<std::vector<board_window>> next_of(async::deadline until, base::promo_id id);
    async::task<promos::preview> preview(postgres::transaction& tx, promo_fields fields);

private:
    postgres::pool& pool_;
    postgres::ordered_statement list_;
};

} // namespace promos
