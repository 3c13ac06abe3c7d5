#include "stores/repository.hpp"

#include "base/errors.hpp"
#include "stores/sql.hpp"

namespace stores {
namespace {

using postgres::lane;
using postgres::params;

/// In the order of the columns.
struct store_row {
    base::store_id id;
    base::user_id owner;
    std::string name;
    std::string address;
    double latitude;
    double longitude;
    bool is_active;
    std::string time_zone;
    bool reserve_radius_check;
    base::instant created_at;
    std::optional<double> distance_m;
};

store to_store(store_row row) {
    const auto location = base::geo_point::from_degrees(row.latitude, row.longitude);
    MARKETPLACE_ASSERT(location);
    return {row.id,         row.owner,     std::move(row.name),      std::move(row.address),
            *location,      row.is_active, std::move(row.time_zone), row.reserve_radius_check,
            row.created_at, row.distance_m};
}

std::optional<store> first_store(const postgres::result& found) {
    auto row = found.first<store_row>();
    if (!row)
        return std::nullopt;
    return to_store(std::move(*row));
}

/// Those that have to do with a point come only where one is asked for.
params filter_params(const store_filter& filter) {
    params with{filter.owner, filter.is_active, filter.search};
    if (filter.near)
        with.add(filter.near->longitude()).add(filter.near->latitude()).add(filter.radius_m);
    return with;
}

} // namespace

repository::repository(postgres::pool& pool)
    : pool_{pool}
    , list_{sql::list_stores}
    , list_near_{sql::list_stores_near} {}

async::task<std::vector<store>> repository::list(async::deadline until, store_filter filter,
                                                 std::int64_t offset, std::int64_t limit) {
    auto with = filter_params(filter);
    with.add(limit).add(offset);
    auto& statement = filter.near ? list_near_ : list_;
    const auto found =
        co_await pool_.run(lane::read, until, statement.by(filter.order), std::move(with));
    std::vector<store> stores;
    for (auto& row : found.all<store_row>())
        stores.push_back(to_store(std::move(row)));
    co_return stores;
}

async::task<std::int64_t> repository::count(async::deadline until, store_filter filter) {
    const auto& statement = filter.near ? sql::count_stores_near : sql::count_stores;
    const auto found = co_await pool_.run(lane::read, until, statement, filter_params(filter));
    co_return found[0].at<std::int64_t>(0);
}

async::task<std::optional<store>> repository::find(async::deadline until, base::store_id id) {
    co_return first_store(co_await pool_.run(lane::read, until, sql::find_store, params{id}));
}

async::task<std::optional<store>> repository::lock(postgres::transaction& tx, base::store_id id) {
    co_return first_store(co_await tx.run(sql::lock_store, params{id}));
}

async::task<store> repository::insert(postgres::transaction& tx, base::user_id owner,
                                      new_store made) {
    co_return *first_store(co_await tx.run(
        sql::insert_store,
        params{owner, made.name, made.address, made.location.longitude(), made.location.latitude(),
               made.is_active, made.time_zone, made.reserve_radius_check}));
}

async::task<store> repository::update(postgres::transaction& tx, base::store_id id,
                                      store_change change) {
    const auto& location = change.location;
    co_return *first_store(
        co_await tx.run(sql::update_store,
                        params{id, change.name, change.address,
                               location ? std::optional{location->longitude()} : std::nullopt,
                               location ? std::optional{location->latitude()} : std::nullopt,
                               change.is_active, change.time_zone, change.reserve_radius_check}));
}

async::task<bool> repository::has_promos(postgres::transaction& tx, base::store_id id) {
    const auto found = co_await tx.run(sql::store_has_promos, params{id});
    co_return found[0].at<bool>(0);
}

async::task<> repository::remove(postgres::transaction& tx, base::store_id id) {
    co_await tx.run(sql::delete_products_of_store, params{id});
    co_await tx.run(sql::delete_store, params{id});
}

async::task<bool> repository::time_zone_known(async::deadline until, std::string name) {
    const auto found = co_await pool_.run(lane::read, until, sql::time_zone_known, params{name});
    co_return found[0].at<bool>(0);
}

} // namespace stores
