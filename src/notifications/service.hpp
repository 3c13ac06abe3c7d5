#pragma once

#include "notifications/errors.hpp"
#include "notifications/repository.hpp"
#include "notifications/types.hpp"

#include <expected>
#include <optional>

namespace notifications {

/// How long notices are kept: figures reach no further back.
inline constexpr std::int32_t stats_days_max = 90;
inline constexpr std::int64_t read_at_once_max = 10'000;
inline constexpr std::int64_t funnel_windows_max = 60;

/// What people may do with notices. One an I/O thread.
class service {
public:
    explicit service(postgres::pool& pool)
        : repository_{pool} {}

    async::task<base::listing<inbox_notice>> inbox(async::deadline until, base::user_id user,
                                                   inbox_filter filter, std::int64_t offset,
                                                   std::int64_t limit) {
        return repository_.inbox(until, user, std::move(filter), offset, limit);
    }

    /// A repeat keeps the first time.
    async::task<std::expected<inbox_notice, error>>
    mark_read(postgres::transaction& tx, base::user_id user, base::notification_id id);

    /// How many were unread. Of a very large inbox the newest, so that a repeat may find more.
    async::task<std::int64_t> mark_all_read(postgres::transaction& tx, base::user_id user) {
        return repository_.mark_all_read(tx, user, read_at_once_max);
    }

    /// Tells the shopper once when a unit of the open window returns. Who was told and asks again
    /// waits again; otherwise a repeat is harmless.
    async::task<std::expected<void, error>> watch(postgres::transaction& tx, base::user_id user,
                                                  base::promo_id promo);
    async::task<std::expected<void, error>> unwatch(postgres::transaction& tx, base::user_id user,
                                                    base::promo_id promo);

    async::task<std::expected<bool, error>> is_watching(async::deadline until, base::user_id user,
                                                        base::promo_id promo);

    /// What came of the newest windows of a promo; for its store's owner.
    async::task<std::expected<promo_funnel, error>>
    funnel(async::deadline until, base::user_id owner, base::promo_id promo);
    async::task<base::listing<store_summary>> summary(async::deadline until, std::int32_t days,
                                                      std::int64_t offset, std::int64_t limit) {
        return repository_.summary(until, days, offset, limit);
    }

    /// Figures of the last `days` days (1 to 90) by the store's own calendar, today included.
    /// `named`: one of the owner's stores; nothing: their first.
    async::task<std::expected<store_stats, error>> stats(async::deadline until, base::user_id owner,
                                                         std::optional<base::store_id> named,
                                                         std::int32_t days);

private:
    repository repository_;
};

} // namespace notifications
