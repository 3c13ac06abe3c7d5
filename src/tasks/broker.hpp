#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "redis/client.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace tasks {

/// One message in our hands. The tag names this delivery, not the message: a message that was given
/// to somebody else meanwhile has another tag there, so that an acknowledgement by the old one
/// changes nothing.
struct delivery {
    std::string tag;
    std::string queue;
    std::string envelope;
};

/// The end of one delivery.
struct settlement {
    std::string tag;
    std::string result_key; ///< empty: no result is stored
    std::string result;
    std::string push_key; ///< empty: nothing is published
    std::string push;
};

struct broker_config {
    std::vector<std::string> queues{"celery"};
    std::chrono::seconds result_ttl{86400};
    /// Foreign deliveries older than this go back to their queues, as kombu's visibility_timeout.
    std::chrono::seconds visibility_timeout{3600};
    /// Our own deliveries go back when their worker has not renewed its lease for so long.
    std::chrono::milliseconds lease{7000};
    async::deadline::clock::duration call_timeout = std::chrono::seconds{5};
};

/// Celery's queues in Redis, as one worker uses them: each method is one script, so a worker may
/// die between any two instructions and no message is lost. What is fetched stands in kombu's
/// `unacked` and `unacked_index`, where Python workers look too; the tag begins with the worker's
/// id, and `marketplace:leases` says until when each worker promises to be alive (score: seconds,
/// by the Redis server's clock).
class broker {
public:
    /// `results` may be another server than `queues`; the same object otherwise.
    broker(broker_config config, redis::client& queues, redis::client& results);

    const std::string& worker_id() const { return worker_id_; }

    /// Whether it is one of the lists that fetch() takes from.
    bool is_queue(std::string_view key) const;

    /// Up to `count` messages, oldest first, higher priorities (lower numbers) first. When there is
    /// none, the keys are looked at in a way that arms CLIENT TRACKING.
    async::task<std::vector<delivery>> fetch(std::size_t count);

    /// Acknowledges, stores and publishes results, and publishes what follows. False for each
    /// delivery that was no longer ours: of those nothing was stored.
    async::task<std::vector<bool>> settle(const std::vector<settlement>& ended);

    /// Back to the front of their queues, for others to take.
    async::task<> give_back(std::vector<std::string> tags);

    /// Gives back what a fetch may have taken whose reply never came. Each such fetch is looked
    /// after three times: a command on a connection that was given up may still be carried out
    /// later.
    async::task<> give_back_uncertain();

    /// Extends our lease and keeps Python's workers from restoring `tags`.
    async::task<> renew(std::vector<std::string> tags);
    /// Our lease ends; what is still unacknowledged may be taken by others at once.
    async::task<> leave();

    /// Puts back what dead workers held; how many.
    async::task<std::size_t> reclaim();

private:
    struct uncertain_fetch {
        std::uint64_t first;
        std::size_t count;
        int looks = 0;
    };

    async::deadline soon() const { return async::deadline::after(config_.call_timeout); }

    broker_config config_;
    redis::client& queues_;
    redis::client& results_;
    std::string worker_id_;
    std::uint64_t next_tag_ = 0;
    std::vector<uncertain_fetch> uncertain_;
    std::vector<std::string>
        fetch_keys_; ///< unacked, index, leases, then each list with the highest step first
    std::vector<std::string> fetch_queues_;
};

} // namespace tasks
