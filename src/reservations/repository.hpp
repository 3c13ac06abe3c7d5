#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "base/listing.hpp"
#include "postgres/pool.hpp"
#include "reservations/types.hpp"
#include "reservations/window_queue.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace reservations {

/// Who a reservation belongs to, and where requests about it go.
struct action_target {
    base::window_id window;
    base::user_id shopper;
    base::user_id store_owner;
};

struct list_filter {
    std::optional<reservations::status> status;
    std::optional<base::promo_id> promo;
    /// Words that are all in the product's name, in any case.
    std::optional<std::string> search;
    base::list_order order;
};

struct release_result {
    std::int64_t revision = 0;
    std::int32_t left = 0;
    bool more = false; ///< still holds that are overdue
};

/// One method a statement; each its own transaction.
class repository {
public:
    explicit repository(postgres::pool& pool)
        : pool_{pool} {}

    /// One batch under the window's lock, judged and committed.
    async::task<batch_answer> judge(base::window_id window, std::span<const queue_entry> batch,
                                    async::deadline until);

    /// A batch of reserve requests for a window that is sold out; no answers when it is not.
    async::task<batch_answer> judge_sold_out(base::window_id window,
                                             std::span<const queue_entry> batch,
                                             async::deadline until);

    /// The promo's window that opened last; the inner nothing: none has. The outer: no such promo.
    async::task<std::optional<std::optional<base::window_id>>> desk_window(base::promo_id promo,
                                                                           async::deadline until);

    async::task<std::optional<action_target>> target(base::reservation_id id,
                                                     async::deadline until);

    /// Windows with holds that are overdue by more than `grace`.
    async::task<std::vector<base::window_id>> overdue_windows(std::chrono::milliseconds grace,
                                                              async::deadline until);
    /// Releases up to 1,000 overdue holds of a window.
    async::task<release_result> release_overdue(base::window_id window, async::deadline until);

private:
    postgres::pool& pool_;
};

} // namespace reservations
