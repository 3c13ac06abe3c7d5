#pragma once

#include "async/semaphore.hpp"
#include "notifications/batcher.hpp"
#include "notifications/fan_out.hpp"
#include "notifications/pipeline_repository.hpp"
#include "tasks/registry.hpp"

#include <functional>

namespace notifications {

struct pipeline_config {
    fan_out_limits matching;
    /// Windows that one worker matches at a time; slices of all windows wait for each other anyway.
    std::size_t fan_outs_at_a_time = 2;
    /// Chunks of 500 that one worker publishes at a time.
    std::size_t chunks_at_a_time = 4;
    std::chrono::milliseconds step_timeout{5000};
    std::chrono::milliseconds publish_timeout{20'000};
};

/// A worker's part in the way of notices: from a window's matching to its publishing. One a worker,
/// on its thread.
class pipeline {
public:
    /// `published_to` is where notices go; `committed` is called when tasks may wait in the outbox.
    pipeline(boost::asio::any_io_executor executor, postgres::pool& pool, publisher published_to,
             std::function<void()> committed, base::metrics& metrics, pipeline_config config = {});

    /// `promos.open_window` [window, version]: waits for the instant by the database's clock, then
    /// releases the window's notices, in one transaction with other windows of that instant.
    async::task<boost::json::value> open_window(base::window_id window, std::int32_t version);

    /// `notifications.fan_out` [window, version, 'second' or nothing].
    async::task<boost::json::value> match(base::window_id window, std::int32_t version,
                                          fan_out_pass pass);

    /// `notifications.publish_chunk` [window, version, first id, last id]. Throws base::outage when
    /// SNS did not take all: the rest is tried again.
    async::task<boost::json::value> publish_chunk(base::window_id window, std::int32_t version,
                                                  std::int64_t first, std::int64_t last);

    /// `promotions.tasks.process_notification_queue`: publishes again what was published 60 s ago
    /// and has not come back, and ends what is open of windows that are over.
    async::task<boost::json::value> process_queue();

    /// `notifications.restock` [window]: tells those who wait for a unit.
    async::task<boost::json::value> restock(base::window_id window);

private:
    async::deadline step() const { return async::deadline::after(config_.step_timeout); }

    pipeline_config config_;
    pipeline_repository rows_;
    pipeline_metrics metrics_;
    fan_out matching_;
    publisher publish_;
    std::function<void()> committed_;
    batcher<opening, release_outcome> openings_;
    async::semaphore fan_outs_;
    async::semaphore chunks_;
};

/// The tasks named above. Their arguments are checked: what can never work is a ValueError.
void register_tasks(tasks::registry& known, pipeline& by);

} // namespace notifications
