#include "notifications/service.hpp"

namespace notifications {

async::task<std::expected<inbox_notice, error>>
service::mark_read(postgres::transaction& tx, base::user_id user, base::notification_id id) {
    auto found = co_await repository_.mark_read(tx, user, id);
    if (!found)
        co_return std::unexpected{error::not_found};
    co_return std::move(*found);
}

async::task<std::expected<void, error>> service::watch(postgres::transaction& tx,
                                                       base::user_id user, base::promo_id promo) {
    if (co_await repository_.watch(tx, promo, user))
        co_return std::expected<void, error>{};
    co_return std::unexpected{co_await repository_.promo_exists(tx, promo) ? error::not_active
                                                                           : error::not_found};
}

async::task<std::expected<void, error>> service::unwatch(postgres::transaction& tx,
                                                         base::user_id user, base::promo_id promo) {
    if (!co_await repository_.promo_exists(tx, promo))
        co_return std::unexpected{error::not_found};
    co_await repository_.unwatch(tx, promo, user);
    co_return std::expected<void, error>{};
}

async::task<std::expected<bool, error>>
service::is_watching(async::deadline until, base::user_id user, base::promo_id promo) {
    const auto found = co_await repository_.is_watching(until, promo, user);
    if (!found)
        co_return std::unexpected{error::not_found};
    co_return *found;
}

async::task<std::expected<promo_funnel, error>>
service::funnel(async::deadline until, base::user_id owner, base::promo_id promo) {
    const auto found = co_await repository_.owner_of(until, promo);
    if (!found)
        co_return std::unexpected{error::not_found};
    if (*found != owner)
        co_return std::unexpected{error::forbidden};
    co_return co_await repository_.funnel_of(until, promo, funnel_windows_max);
}

async::task<std::expected<store_stats, error>> service::stats(async::deadline until,
                                                              base::user_id owner,
                                                              std::optional<base::store_id> named,
                                                              std::int32_t days) {
    auto store = co_await repository_.store(until, owner, named);
    if (!store)
        co_return std::unexpected{named ? error::not_found : error::no_store};
    if (store->owner != owner)
        co_return std::unexpected{error::forbidden};
    store_stats stats{.store = std::move(*store), .days = days};
    stats.through = stats.store.today;
    stats.from = std::chrono::sys_days{stats.through} - std::chrono::days{days - 1};
    co_await repository_.count_notices(until, stats);
    co_return stats;
}

} // namespace notifications
