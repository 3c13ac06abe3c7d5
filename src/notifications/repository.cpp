#include "notifications/repository.hpp"

#include "notifications/sql.hpp"

namespace notifications {
namespace {

using postgres::lane;
using postgres::params;

struct figure {
    std::string group; ///< "all", "status", "day", "type"
    std::string key;
    std::int64_t count;
    std::int64_t sent;
    std::int64_t shoppers;
};

/// In the order of the columns.
struct funnel_row {
    base::window_id window;
    base::instant opens_at;
    base::instant closes_at;
    std::string state;
    std::int32_t stock;
    std::int64_t matched;
    std::int64_t notified;
    std::int64_t opened;
    std::int64_t held;
    std::int64_t bought;
    std::int64_t redeemed;
    std::int64_t cancelled;
    std::int64_t expired;
};

} // namespace

repository::repository(postgres::pool& pool)
    : pool_{pool}
    , inbox_{sql::inbox_page} {}

async::task<base::listing<inbox_notice>> repository::inbox(async::deadline until,
                                                           base::user_id user, inbox_filter filter,
                                                           std::int64_t offset,
                                                           std::int64_t limit) {
    base::listing<inbox_notice> part;
    part.count = (co_await pool_.run(lane::read, until, sql::inbox_count,
                                     params{user, filter.unread_only, filter.search}))
                     .value<std::int64_t>();
    part.items =
        (co_await pool_.run(lane::read, until, inbox_.by(filter.order),
                            params{user, limit, offset, filter.unread_only, filter.search}))
            .all<inbox_notice>();
    co_return part;
}

async::task<std::vector<inbox_notice>>
repository::inbox_of(async::deadline until, const std::vector<delivered_notice>& chosen) {
    std::vector<std::int64_t> ids;
    std::vector<std::int64_t> users;
    for (const auto& one : chosen) {
        ids.push_back(one.id.value());
        users.push_back(one.shopper.value());
    }
    co_return (co_await pool_.run(lane::read, until, sql::inbox_chosen, params{ids, users}))
        .all<inbox_notice>();
}

async::task<std::vector<inbox_notice>> repository::inbox_since(async::deadline until,
                                                               std::vector<std::int64_t> users,
                                                               base::instant since,
                                                               std::int64_t at_most) {
    co_return (
        co_await pool_.run(lane::read, until, sql::inbox_since, params{users, since, at_most}))
        .all<inbox_notice>();
}

async::task<std::optional<inbox_notice>>
repository::mark_read(postgres::transaction& tx, base::user_id user, base::notification_id id) {
    co_return (co_await tx.run(sql::mark_read, params{user, id})).first<inbox_notice>();
}

async::task<bool> repository::promo_exists(postgres::transaction& tx, base::promo_id promo) {
    co_return (co_await tx.run(sql::promo_exists, params{promo})).value<bool>();
}

async::task<bool> repository::watch(postgres::transaction& tx, base::promo_id promo,
                                    base::user_id user) {
    co_return !(co_await tx.run(sql::watch, params{promo, user})).empty();
}

async::task<> repository::unwatch(postgres::transaction& tx, base::promo_id promo,
                                  base::user_id user) {
    co_await tx.run(sql::unwatch, params{promo, user});
}

async::task<std::optional<store_facts>>
repository::store(async::deadline until, base::user_id owner, std::optional<base::store_id> named) {
    co_return (co_await pool_.run(lane::read, until, sql::find_store, params{owner, named}))
        .first<store_facts>();
}

async::task<> repository::count_notices(async::deadline until, store_stats& stats) {
    // Not on the lane of quick reads: a store with many notices takes longer.
    const auto rows = co_await pool_.run(
        lane::work, until, sql::store_stats,
        params{stats.store.id, stats.store.time_zone, stats.from, stats.through});
    for (auto& row : rows.all<figure>()) {
        if (row.group == "all") {
            stats.sent = row.sent;
            stats.shoppers = row.shoppers;
        } else if (row.group == "status") {
            stats.by_status[row.key] = row.count;
        } else if (row.group == "type") {
            stats.by_kind[row.key] = row.sent;
        } else if (row.sent > 0) {
            stats.by_day[row.key] = row.sent;
        }
    }
}

async::task<std::int64_t> repository::mark_all_read(postgres::transaction& tx, base::user_id user,
                                                    std::int64_t at_most) {
    co_return (co_await tx.run(sql::mark_all_read, params{user, at_most})).size();
}

async::task<std::optional<bool>> repository::is_watching(async::deadline until,
                                                         base::promo_id promo, base::user_id user) {
    const auto found = co_await pool_.run(lane::read, until, sql::is_watching, params{promo, user});
    if (found.empty())
        co_return std::nullopt;
    co_return found[0].at<bool>(1);
}

async::task<std::optional<base::user_id>> repository::owner_of(async::deadline until,
                                                               base::promo_id promo) {
    const auto found = co_await pool_.run(lane::read, until, sql::promo_owner, params{promo});
    if (found.empty())
        co_return std::nullopt;
    co_return found[0].at<base::user_id>(0);
}

async::task<promo_funnel> repository::funnel_of(async::deadline until, base::promo_id promo,
                                                std::int64_t at_most) {
    promo_funnel made{.promo = promo, .windows = {}};
    const auto rows =
        co_await pool_.run(lane::work, until, sql::promo_funnel, params{promo, at_most});
    for (auto& row : rows.all<funnel_row>()) {
        made.windows.push_back({row.window,
                                row.opens_at,
                                row.closes_at,
                                std::move(row.state),
                                row.stock,
                                {row.matched, row.notified, row.opened, row.held, row.bought,
                                 row.redeemed, row.cancelled, row.expired}});
    }
    co_return made;
}

async::task<base::listing<store_summary>> repository::summary(async::deadline until,
                                                              std::int32_t days,
                                                              std::int64_t offset,
                                                              std::int64_t limit) {
    base::listing<store_summary> part;
    part.count = (co_await pool_.run(lane::read, until, sql::stores_count)).value<std::int64_t>();
    part.items =
        (co_await pool_.run(lane::work, until, sql::stores_summary, params{days, limit, offset}))
            .all<store_summary>();
    co_return part;
}

} // namespace notifications
