#include "reservations/details.hpp"

#include "reservations/sql.hpp"
#include "reservations/wire.hpp"

namespace reservations {
namespace {

using postgres::lane;
using postgres::params;

/// In the order of the columns.
struct details_row {
    base::reservation_id id;
    base::window_id window;
    base::promo_id promo;
    base::product_id product;
    base::user_id user;
    base::money price;
    base::instant reserved_until;
    std::string status;
    base::instant created_at;
    std::string pickup_code;
    std::string product_name;
    base::store_id store;
    std::string store_name;
    std::string currency;
    std::string username;
    base::instant closes_at;
    std::optional<base::instant> completed_at;
    std::optional<base::instant> redeemed_at;
};

details to_details(details_row row) {
    return {.of = {.id = row.id,
                   .window = row.window,
                   .promo = row.promo,
                   .product = row.product,
                   .user = row.user,
                   .price = row.price,
                   .reserved_until = row.reserved_until,
                   .status = parse_status(row.status),
                   .created_at = row.created_at,
                   .pickup_code = std::move(row.pickup_code)},
            .product_name = std::move(row.product_name),
            .store = row.store,
            .store_name = std::move(row.store_name),
            .currency = std::move(row.currency),
            .username = std::move(row.username),
            .closes_at = row.closes_at,
            .completed_at = row.completed_at,
            .redeemed_at = row.redeemed_at};
}

std::vector<details> all_details(const postgres::result& rows) {
    std::vector<details> all;
    for (auto& row : rows.all<details_row>())
        all.push_back(to_details(std::move(row)));
    return all;
}

std::optional<details> first_details(const postgres::result& rows) {
    auto row = rows.first<details_row>();
    if (!row)
        return std::nullopt;
    return to_details(std::move(*row));
}

std::optional<std::string> text_of(std::optional<reservations::status> of) {
    return of ? std::optional{std::string{to_string(*of)}} : std::nullopt;
}

boost::json::value time_json(const std::optional<base::instant>& at) {
    if (!at)
        return nullptr;
    return boost::json::string{base::to_rfc3339(*at)};
}

} // namespace

boost::json::object to_json(const details& shown) {
    auto out = to_json(shown.of);
    out["window"] = shown.of.window.value();
    out["product_name"] = shown.product_name;
    out["store"] = shown.store.value();
    out["store_name"] = shown.store_name;
    out["user_username"] = shown.username;
    out["currency"] = shown.currency;
    out["closes_at"] = base::to_rfc3339(shown.closes_at);
    out["completed_at"] = time_json(shown.completed_at);
    out["redeemed_at"] = time_json(shown.redeemed_at);
    return out;
}

ledger_reader::ledger_reader(postgres::pool& pool)
    : pool_{pool}
    , list_own_{sql::list_own} {}

async::task<base::listing<details>> ledger_reader::own(async::deadline until, base::user_id user,
                                                       list_filter filter, std::int64_t limit,
                                                       std::int64_t offset) {
    base::listing<details> all;
    const auto status = text_of(filter.status);
    all.count = (co_await pool_.run(lane::read, until, sql::count_own,
                                    params{user, status, filter.promo, filter.search}))
                    .value<std::int64_t>();
    if (all.count > offset)
        all.items = all_details(
            co_await pool_.run(lane::read, until, list_own_.by(filter.order),
                               params{user, status, filter.promo, filter.search, limit, offset}));
    co_return all;
}

async::task<std::optional<details>> ledger_reader::own(async::deadline until, base::user_id user,
                                                       base::reservation_id id) {
    co_return first_details(co_await pool_.run(lane::read, until, sql::find_own, params{id, user}));
}

async::task<base::listing<details>> ledger_reader::sales(async::deadline until,
                                                         base::store_id store, std::int32_t days,
                                                         std::int64_t limit, std::int64_t offset) {
    // Not on the lane of quick reads: a store may have sold much.
    base::listing<details> all;
    all.count = (co_await pool_.run(lane::work, until, sql::count_sales, params{store, days}))
                    .value<std::int64_t>();
    if (all.count > offset)
        all.items = all_details(co_await pool_.run(
            lane::work, until, sql::store_sales,
            params{store, days, std::optional<base::reservation_id>{}, limit, offset}));
    co_return all;
}

async::task<std::vector<details>>
ledger_reader::sales_before(async::deadline until, base::store_id store, std::int32_t days,
                            std::optional<base::reservation_id> before, std::int64_t limit) {
    co_return all_details(co_await pool_.run(lane::work, until, sql::store_sales,
                                             params{store, days, before, limit, std::int64_t{0}}));
}

async::task<std::optional<details>> ledger_reader::sale(async::deadline until, base::store_id store,
                                                        base::reservation_id id) {
    co_return first_details(
        co_await pool_.run(lane::read, until, sql::find_sale, params{id, store}));
}

async::task<std::optional<base::reservation_id>>
ledger_reader::by_code(async::deadline until, base::store_id store, std::string code) {
    const auto rows = co_await pool_.run(lane::work, until, sql::find_by_code, params{store, code});
    if (rows.empty())
        co_return std::nullopt;
    co_return rows[0].at<base::reservation_id>(0);
}

async::task<std::optional<base::user_id>> ledger_reader::owner_of(async::deadline until,
                                                                  base::store_id store) {
    const auto rows = co_await pool_.run(lane::read, until, sql::find_store_owner, params{store});
    if (rows.empty())
        co_return std::nullopt;
    co_return rows[0].at<base::user_id>(0);
}

} // namespace reservations
