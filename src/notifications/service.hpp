#pragma once

#include "notifications/errors.hpp"
#include "notifications/repository.hpp"
#include "notifications/types.hpp"

#include <expected>
#include <optional>

namespace notifications {

/// How long notices are kept: figures reach no further back.
inline constexpr std::int32_t stats_days_max = 90;

/// What people may do with notices. One an I/O thread.
class service {
public:
    explicit service(postgres::pool& pool)
        : repository_{pool} {}

    async::task<base::listing<inbox_notice>> inbox(async::deadline until, base::user_id user,
                                                   std::int64_t offset, std::int64_t limit) {
        return repository_.inbox(until, user, offset, limit);
    }

    /// A repeat keeps the first time.
    async::task<std::expected<inbox_notice, error>>
    mark_read(postgres::transaction& tx, base::user_id user, base::notification_id id);

    /// Tells the shopper once when a unit of the open window returns. Who was told and asks again
    /// waits again; otherwise a repeat is harmless.
    async::task<std::expected<void, error>> watch(postgres::transaction& tx, base::user_id user,
                                                  base::promo_id promo);
    async::task<std::expected<void, error>> unwatch(postgres::transaction& tx, base::user_id user,
                                                    base::promo_id promo);

    /// Figures of the last `days` days (1 to 90) by the store's own calendar, today included.
    /// `named`: one of the owner's stores; nothing: their first.
    async::task<std::expected<store_stats, error>> stats(async::deadline until, base::user_id owner,
                                                         std::optional<base::store_id> named,
                                                         std::int32_t days);

private:
    repository repository_;
};

} // namespace notifications
