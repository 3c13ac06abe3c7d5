#pragma once

#include "async/deadline.hpp"
#include "async/event.hpp"
#include "async/task.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "postgres/pool.hpp"
#include "redis/client.hpp"
#include "redis/subscriber.hpp"
#include "tasks/message.hpp"

#include <string>

namespace tasks {

/// Calls a task when, and only when, the caller's transaction commits. Gives the task's id, which
/// is the outbox row's. The relay publishes it within 100 ms, or 10 minutes before its eta.
async::task<std::string> enqueue(postgres::transaction& tx, task_call call);

/// Wakes the relays, so that they need not wait for their next look. To be called after the commit;
/// a lost ring costs 100 ms. Never throws.
async::task<> ring_relays(redis::client& broker);

struct relay_config {
    std::chrono::milliseconds poll_every{100};
    std::chrono::milliseconds step_timeout{5000};
};

/// Moves what is due from the outbox to Redis: any number may run. A batch is deleted, published
/// and committed, so a task can be published twice and is never lost.
class relay {
public:
    relay(boost::asio::any_io_executor executor, relay_config config, postgres::pool& pool,
          redis::client& broker, redis::address broker_address, base::logger log,
          base::metrics& metrics);

    /// Until cancelled.
    async::task<> run();

    /// One batch; how many it moved.
    async::task<std::size_t> move_batch();

private:
    async::task<> loop();

    relay_config config_;
    postgres::pool& pool_;
    redis::client& broker_;
    base::logger log_;
    redis::subscriber bell_;
    async::event rung_;
    async::task_group loops_;
    base::metrics::counter published_;
    base::metrics::counter failed_;
};

} // namespace tasks
