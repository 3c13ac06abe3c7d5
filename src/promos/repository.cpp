#include "promos/repository.hpp"

#include "promos/board_row.hpp"
#include "promos/sql.hpp"

namespace promos {
namespace {

using postgres::lane;
using postgres::params;

/// Of a promo that is not saved: one that opens once a week has its ten within this.
constexpr std::int32_t preview_days_ahead = 71;
constexpr std::int64_t preview_openings_max = 10;

/// In the order of the columns.
struct promo_row {
    base::promo_id id;
    base::product_id product;
    base::store_id store;
    base::user_id owner;
    base::money promo_price;
    std::chrono::seconds start_time;
    std::chrono::seconds end_time;
    std::chrono::year_month_day starts_on;
    std::optional<std::chrono::year_month_day> ends_on;
    std::vector<std::int32_t> weekdays;
    std::vector<std::string> segments;
    std::int32_t stock;
    std::int32_t max_per_user;
    std::int32_t hold_seconds;
    std::int32_t radius_m;
    bool is_active;
    base::instant created_at;
    base::instant updated_at;
    std::string status;
    std::optional<base::window_id> window;
    std::optional<base::instant> opens_at;
    std::optional<base::instant> closes_at;
    std::optional<std::int32_t> version;
    std::optional<std::int32_t> window_stock;
    std::optional<std::int32_t> held;
    std::optional<std::int32_t> sold;
};

promo to_promo(promo_row row) {
    promo made{.id = row.id,
               .store = row.store,
               .owner = row.owner,
               .fields = {.product = row.product,
                          .promo_price = row.promo_price,
                          .start_time = row.start_time,
                          .end_time = row.end_time,
                          .starts_on = row.starts_on,
                          .ends_on = row.ends_on,
                          .weekdays = std::move(row.weekdays),
                          .segments = segment_set::from_names(row.segments),
                          .stock = row.stock,
                          .max_per_user = row.max_per_user,
                          .hold_seconds = row.hold_seconds,
                          .radius_m = row.radius_m,
                          .is_active = row.is_active},
               .created_at = row.created_at,
               .updated_at = row.updated_at,
               .status = std::move(row.status),
               .window = std::nullopt};
    if (row.window) {
        made.window = {*row.window,       *row.opens_at, *row.closes_at, *row.version,
                       *row.window_stock, *row.held,     *row.sold};
    }
    return made;
}

std::optional<promo> first_promo(const postgres::result& found) {
    auto row = found.first<promo_row>();
    if (!row)
        return std::nullopt;
    return to_promo(std::move(*row));
}

} // namespace

repository::repository(postgres::pool& pool)
    : pool_{pool}
    , list_{sql::promo_list} {}

async::task<base::listing<promo>> repository::list(async::deadline until, promo_filter filter,
                                                   std::int64_t offset, std::int64_t limit) {
    base::listing<promo> part;
    const auto counted =
        co_await pool_.run(lane::read, until, sql::promo_count,
                           params{filter.store, filter.product, filter.is_active, filter.search});
    part.count = counted[0].at<std::int64_t>(0);
    const auto found = co_await pool_.run(
        lane::read, until, list_.by(filter.order),
        params{filter.store, filter.product, filter.is_active, filter.search, limit, offset});
    for (auto& row : found.all<promo_row>())
        part.items.push_back(to_promo(std::move(row)));
    co_return part;
}

async::task<std::optional<promo>> repository::find(async::deadline until, base::promo_id id) {
    co_return first_promo(co_await pool_.run(lane::read, until, sql::promo_by_id, params{id}));
}

async::task<std::optional<promo>> repository::find(postgres::transaction& tx, base::promo_id id) {
    co_return first_promo(co_await tx.run(sql::promo_by_id, params{id}));
}

async::task<base::listing<promo_window>> repository::windows(async::deadline until,
                                                             base::promo_id id, std::int64_t offset,
                                                             std::int64_t limit) {
    base::listing<promo_window> part;
    const auto counted = co_await pool_.run(lane::read, until, sql::windows_count, params{id});
    part.count = counted[0].at<std::int64_t>(0);
    const auto found =
        co_await pool_.run(lane::read, until, sql::windows_of_promo, params{id, limit, offset});
    part.items = found.all<promo_window>();
    co_return part;
}

async::task<std::optional<product_facts>> repository::product(postgres::transaction& tx,
                                                              base::product_id id) {
    co_return (co_await tx.run(sql::product_of_promo, params{id})).first<product_facts>();
}

async::task<bool> repository::lock(postgres::transaction& tx, base::promo_id id) {
    co_return !(co_await tx.run(sql::promo_lock, params{id})).empty();
}

async::task<base::promo_id> repository::insert(postgres::transaction& tx, promo_fields fields) {
    const auto made =
        co_await tx.run(sql::promo_insert,
                        params{fields.product, fields.promo_price, fields.start_time,
                               fields.end_time, fields.starts_on, fields.ends_on, fields.weekdays,
                               fields.segments.names(), fields.stock, fields.max_per_user,
                               fields.hold_seconds, fields.radius_m, fields.is_active});
    co_return made[0].at<base::promo_id>(0);
}

async::task<> repository::update(postgres::transaction& tx, base::promo_id id,
                                 promo_fields fields) {
    co_await tx.run(sql::promo_update,
                    params{id, fields.product, fields.promo_price, fields.start_time,
                           fields.end_time, fields.starts_on, fields.ends_on, fields.weekdays,
                           fields.segments.names(), fields.stock, fields.max_per_user,
                           fields.hold_seconds, fields.radius_m, fields.is_active});
}

async::task<> repository::remove(postgres::transaction& tx, base::promo_id id) {
    co_await tx.run(sql::promo_delete, params{id});
}

async::task<> repository::expand(postgres::transaction& tx, base::promo_id id) {
    co_await tx.run(sql::windows_expand, params{std::vector<std::int64_t>{id.value()}});
}

async::task<> repository::reshape(postgres::transaction& tx, base::promo_id id) {
    co_await tx.run(sql::windows_reshape, params{id});
}

async::task<std::string> repository::edit_open(postgres::transaction& tx, base::promo_id id,
                                               std::optional<std::int32_t> stock,
                                               std::optional<std::chrono::seconds> end) {
    const auto said = co_await tx.run(sql::windows_edit_open, params{id, stock, end});
    co_return said[0].at<std::string>(0);
}

async::task<std::string> repository::extend(postgres::transaction& tx, base::promo_id id,
                                            std::int32_t more_stock, std::int32_t more_seconds) {
    const auto said = co_await tx.run(sql::windows_extend, params{id, more_stock, more_seconds});
    co_return said[0].at<std::string>(0);
}

async::task<std::int32_t> repository::close(postgres::transaction& tx, base::promo_id id) {
    const auto closed = co_await tx.run(sql::windows_close, params{id});
    co_return closed[0].at<std::int32_t>(0);
}

async::task<std::vector<board_window>> repository::to_come(async::deadline until,
                                                           to_come_query asked) {
    std::optional<double> latitude;
    std::optional<double> longitude;
    std::optional<std::string> segment;
    if (asked.near) {
        latitude = asked.near->latitude();
        longitude = asked.near->longitude();
    }
    if (asked.for_segment)
        segment = to_string(*asked.for_segment);
    co_return read_board_windows(
        co_await pool_.run(lane::work, until, sql::board_to_come,
                           params{latitude, longitude, asked.radius_m, segment}));
}

async::task<std::vector<board_window>> repository::next_of(async::deadline until,
                                                           base::promo_id id) {
    co_return read_board_windows(
        co_await pool_.run(lane::read, until, sql::board_next_of_promo, params{id}));
}

async::task<preview> repository::preview(postgres::transaction& tx, promo_fields fields) {
    promos::preview made;
    made.openings = (co_await tx.run(sql::preview_openings,
                                     params{fields.product, fields.start_time, fields.end_time,
                                            fields.starts_on, fields.ends_on, fields.weekdays,
                                            preview_days_ahead, preview_openings_max}))
                        .all<opening>();
    const auto reach =
        co_await tx.run(sql::preview_reach, params{fields.product, fields.radius_m,
                                                   fields.segments.names(), reach_max});
    made.time_zone = reach[0].at<std::string>(0);
    made.shoppers_in_reach = reach[0].at<std::int64_t>(1);
    co_return made;
}

} // namespace promos
