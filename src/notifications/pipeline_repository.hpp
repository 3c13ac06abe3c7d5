#pragma once

#include "notifications/message.hpp"
#include "notifications/types.hpp"
#include "postgres/pool.hpp"

#include <optional>
#include <span>
#include <vector>

namespace notifications {

/// A message of SQS, read.
struct brought_notice {
    notice_message notice;
    std::string sqs_id;
    std::int32_t receive_count = 0;
};

/// What the pipeline does in the database: the functions of R__matching.sql, one method each; what
/// they promise stands there. Each call is a transaction of its own.
class pipeline_repository {
public:
    explicit pipeline_repository(postgres::pool& pool)
        : pool_{pool} {}

    async::task<std::optional<window_progress>> find(async::deadline until, base::window_id id);

    async::task<std::vector<std::int64_t>>
    candidates_near(async::deadline until, base::window_id id, bool second, std::int32_t at_most);
    async::task<std::vector<std::int64_t>> candidates_between(async::deadline until,
                                                              base::window_id id, bool second,
                                                              std::int64_t after,
                                                              std::int64_t through);
    async::task<std::int64_t> last_shopper(async::deadline until);

    /// From where to where a slice of the first pass moves the window's cursor.
    struct move {
        std::int64_t after = 0;
        std::int64_t through = 0;
        bool is_last = false;
    };
    async::task<slice_outcome> stage(async::deadline until, base::window_id id,
                                     std::int32_t version, std::optional<move> cursor,
                                     std::vector<std::int64_t> shoppers);
    async::task<std::int32_t> drop_stale(async::deadline until, base::window_id id,
                                         std::int32_t version, std::int32_t slice);

    /// One outcome an opening, in order.
    async::task<std::vector<release_outcome>> release(async::deadline until,
                                                      std::vector<opening> due);

    async::task<std::optional<window_facts>> facts(async::deadline until, base::window_id id);
    async::task<std::vector<claimed_notice>> claim(async::deadline until, base::window_id id,
                                                   std::int32_t version, std::int64_t first,
                                                   std::int64_t last);
    async::task<std::int32_t> mark_published(async::deadline until, base::window_id id,
                                             std::vector<std::int64_t> notices);

    async::task<std::vector<delivered_notice>> deliver(async::deadline until,
                                                       std::vector<brought_notice> brought);

    async::task<std::vector<open_window>> open_windows(async::deadline until);
    async::task<std::int32_t> republish_late(async::deadline until, base::window_id id,
                                             std::int32_t slice);
    async::task<std::int32_t> end_notices(async::deadline until, base::window_id id,
                                          std::int32_t slice);

    async::task<std::int32_t> tell_restock_watchers(async::deadline until, base::window_id id,
                                                    std::int32_t slice);
    async::task<std::int32_t> ring_missed_watchers(async::deadline until);

private:
    postgres::pool& pool_;
};

} // namespace notifications
