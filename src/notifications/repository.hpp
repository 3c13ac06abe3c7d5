#pragma once

#include "base/listing.hpp"
#include "notifications/types.hpp"
#include "postgres/ordered_statement.hpp"
#include "postgres/pool.hpp"

#include <optional>

namespace notifications {

/// Inboxes, watches and figures, as requests read and write them. One method a statement; those
/// that take a transaction run in it.
class repository {
public:
    explicit repository(postgres::pool& pool);

    /// What was delivered to this shopper, newest first.
    async::task<base::listing<inbox_notice>> inbox(async::deadline until, base::user_id user,
                                                   inbox_filter filter, std::int64_t offset,
                                                   std::int64_t limit);
    /// Those of `chosen` that can be read, by ascending id.
    async::task<std::vector<inbox_notice>> inbox_of(async::deadline until,
                                                    const std::vector<delivered_notice>& chosen);
    /// What reached these inboxes at `since` or later, by ascending id, of the newest `at_most` of
    /// each.
    async::task<std::vector<inbox_notice>> inbox_since(async::deadline until,
                                                       std::vector<std::int64_t> users,
                                                       base::instant since, std::int64_t at_most);
    /// Nothing when it is not this shopper's, or not delivered.
    async::task<std::optional<inbox_notice>>
    mark_read(postgres::transaction& tx, base::user_id user, base::notification_id id);

    /// How many, at most `at_most`.
    async::task<std::int64_t> mark_all_read(postgres::transaction& tx, base::user_id user,
                                            std::int64_t at_most);

    async::task<bool> promo_exists(postgres::transaction& tx, base::promo_id promo);
    /// False when no window of the promo is open.
    async::task<bool> watch(postgres::transaction& tx, base::promo_id promo, base::user_id user);
    /// Nothing: there is no such promo.
    async::task<std::optional<bool>> is_watching(async::deadline until, base::promo_id promo,
                                                 base::user_id user);
    async::task<> unwatch(postgres::transaction& tx, base::promo_id promo, base::user_id user);

    /// The named store, or else the first of this owner.
    async::task<std::optional<store_facts>> store(async::deadline until, base::user_id owner,
                                                  std::optional<base::store_id> named);
    /// Fills in the figures of `stats.store` from `stats.from` through `stats.through`.
    async::task<> count_notices(async::deadline until, store_stats& stats);
    async::task<std::optional<base::user_id>> owner_of(async::deadline until, base::promo_id promo);
    /// Of its newest `at_most` windows.
    async::task<promo_funnel> funnel_of(async::deadline until, base::promo_id promo,
                                        std::int64_t at_most);
    /// By store, of the last `days` days.
    async::task<base::listing<store_summary>> summary(async::deadline until, std::int32_t days,
                                                      std::int64_t offset, std::int64_t limit);

private:
    postgres::pool& pool_;
    postgres::ordered_statement inbox_;
};

} // namespace notifications
