#include "products/repository.hpp"

#include "products/sql.hpp"

namespace products {
namespace {

using postgres::lane;
using postgres::params;

/// In the order of the columns.
struct product_row {
    base::product_id id;
    base::store_id store;
    std::string name;
    std::string description;
    base::money original_price;
    std::string currency;
    bool is_available;
    std::string image;
    base::instant created_at;
    std::optional<base::user_id> owner;
};

product to_product(product_row row) {
    std::optional<std::string> image;
    if (!row.image.empty())
        image = std::move(row.image);
    return {row.id,
            row.store,
            std::move(row.name),
            std::move(row.description),
            row.original_price,
            std::move(row.currency),
            row.is_available,
            std::move(image),
            row.created_at};
}

std::optional<product> first_product(const postgres::result& found) {
    auto row = found.first<product_row>();
    if (!row)
        return std::nullopt;
    return to_product(std::move(*row));
}

std::optional<base::user_id> first_owner(const postgres::result& found) {
    if (found.empty())
        return std::nullopt;
    return found[0].at<base::user_id>(0);
}

} // namespace

repository::repository(postgres::pool& pool)
    : pool_{pool}
    , list_{sql::list_products} {}

async::task<std::vector<product>> repository::list(async::deadline until, product_filter filter,
                                                   std::int64_t offset, std::int64_t limit) {
    const auto found =
        co_await pool_.run(lane::read, until, list_.by(filter.order),
                           params{filter.store, filter.is_available, filter.search, limit, offset});
    std::vector<product> products;
    for (auto& row : found.all<product_row>())
        products.push_back(to_product(std::move(row)));
    co_return products;
}

async::task<std::int64_t> repository::count(async::deadline until, product_filter filter) {
    const auto found = co_await pool_.run(lane::read, until, sql::count_products,
                                          params{filter.store, filter.is_available, filter.search});
    co_return found[0].at<std::int64_t>(0);
}

async::task<std::optional<product>> repository::find(async::deadline until, base::product_id id) {
    co_return first_product(co_await pool_.run(lane::read, until, sql::find_product, params{id}));
}

async::task<std::optional<repository::locked>> repository::lock(postgres::transaction& tx,
                                                                base::product_id id) {
    auto row = (co_await tx.run(sql::lock_product, params{id})).first<product_row>();
    if (!row)
        co_return std::nullopt;
    const auto owner = row->owner.value();
    co_return locked{to_product(std::move(*row)), owner};
}

async::task<std::optional<base::user_id>> repository::owner_of_store(postgres::transaction& tx,
                                                                     base::store_id id) {
    co_return first_owner(co_await tx.run(sql::find_store_owner, params{id}));
}

async::task<std::optional<base::user_id>> repository::owner_of(async::deadline until,
                                                               base::product_id id) {
    co_return first_owner(
        co_await pool_.run(lane::read, until, sql::find_product_owner, params{id}));
}

async::task<product> repository::insert(postgres::transaction& tx, new_product made) {
    co_return *first_product(co_await tx.run(
        sql::insert_product, params{made.store, made.name, made.description, made.original_price,
                                    made.currency, made.is_available, made.image.value_or("")}));
}

async::task<std::optional<base::user_id>> repository::owner_of_store(async::deadline until,
                                                                     base::store_id id) {
    co_return first_owner(
        co_await pool_.run(lane::read, until, sql::look_up_store_owner, params{id}));
}

async::task<> repository::insert(postgres::transaction& tx, base::store_id store,
                                 std::vector<new_product> made) {
    std::vector<std::string> names;
    std::vector<std::string> descriptions;
    std::vector<base::money> prices;
    std::vector<std::string> currencies;
    std::vector<bool> available;
    for (auto& one : made) {
        names.push_back(std::move(one.name));
        descriptions.push_back(std::move(one.description));
        prices.push_back(one.original_price);
        currencies.push_back(std::move(one.currency));
        available.push_back(one.is_available);
    }
    co_await tx.run(sql::insert_products,
                    params{store, names, descriptions, prices, currencies, available});
}

async::task<product> repository::update(postgres::transaction& tx, base::product_id id,
                                        product_change change) {
    std::optional<std::string> image;
    if (change.image)
        image = change.image->value_or("");
    co_return *first_product(
        co_await tx.run(sql::update_product, params{id, change.store, change.name,
                                                    change.description, change.original_price,
                                                    change.currency, change.is_available, image}));
}

async::task<bool> repository::has_promos(postgres::transaction& tx, base::product_id id) {
    const auto found = co_await tx.run(sql::product_has_promos, params{id});
    co_return found[0].at<bool>(0);
}

async::task<bool> repository::has_dearer_promo(postgres::transaction& tx, base::product_id id,
                                               base::money price) {
    const auto found = co_await tx.run(sql::product_has_dearer_promo, params{id, price});
    co_return found[0].at<bool>(0);
}

async::task<> repository::remove(postgres::transaction& tx, base::product_id id) {
    co_await tx.run(sql::delete_product, params{id});
}

} // namespace products
