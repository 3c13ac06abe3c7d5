#pragma once

#include "async/backoff.hpp"
#include "async/deadline.hpp"
#include "async/event.hpp"
#include "async/semaphore.hpp"
#include "async/task.hpp"
#include "async/task_group.hpp"
#include "aws/consumer_metrics.hpp"
#include "aws/lone_failures.hpp"
#include "aws/messaging.hpp"
#include "aws/sqs.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace aws {

enum class verdict : std::uint8_t {
    done,   ///< its work is committed: delete it
    keep,   ///< not now: it comes again when its visibility runs out
    failed, ///< it cannot be handled and others could: counts towards being poison
};

/// Handles up to ten messages by the deadline; one verdict each, in order. The messages outlive the
/// call. What it throws: base::outage, base::overload and base::deadline_exceeded mean that what it
/// needs is not well: the batch is held and handed over again, and counts against no message.
/// Anything else means that some message is bad: each is handed over again alone.
using batch_handler = std::function<async::task<std::vector<verdict>>(
    std::span<const message> messages, async::deadline until)>;

enum class poison_fate : std::uint8_t {
    leave,  ///< to the queue's redrive policy; without one it comes until the queue drops it
    remove, ///< delete it
};

struct consumer_options {
    /// Receives in flight. One long poll stays open when the queue is empty; the others join in
    /// while receives come back well filled.
    std::size_t receivers_max = 4;
    std::size_t batches_in_hand_max = 16;
    std::size_t messages_max = 10; ///< of one receive
    std::chrono::seconds wait{20};
    /// Renewed at half time while the handler works.
    std::chrono::seconds visibility{15};
    std::chrono::milliseconds handler_timeout{10'000};
    /// How long a batch is held while what its handler needs is not well; then others may try.
    std::chrono::milliseconds hold_max{60'000};
    std::uint32_t lone_failures_max = 3;
    /// Between two tries of a message that failed alone.
    std::chrono::seconds lone_failure_pause{1};
    std::size_t lone_failures_remembered_max = 10'000; ///< messages; the oldest is forgotten
    /// May it receive now? Asked before each receive; false while the database is down.
    std::function<bool()> may_receive = [] { return true; };
    std::chrono::milliseconds pause_check_interval{200};
    /// What becomes of poison; asked once a message, which is then logged and counted.
    std::function<poison_fate(const message&)> on_poison = [](const message&) {
        return poison_fate::leave;
    };
    /// For deletes and changes of visibility.
    std::chrono::milliseconds settle_timeout{5'000};
};

/// Takes messages from the notices' queue: at least once, deleted after their handler returned. All
/// calls on the executor's thread.
class queue_consumer {
public:
    /// `through` outlives it.
    queue_consumer(boost::asio::any_io_executor executor, messaging& through, batch_handler handler,
                   consumer_options options, base::logger log, base::metrics& metrics);
    queue_consumer(const queue_consumer&) = delete;
    queue_consumer& operator=(const queue_consumer&) = delete;

    /// Until stop_gently() has done its work, or until cancelled: then running handlers are
    /// cancelled, and what was in hand comes again when its visibility runs out.
    async::task<> run();

    /// Receives no more; handlers that run may end and what they did is deleted. What is held
    /// because its handler's needs are not well goes back to the queue at once.
    void stop_gently();

    std::size_t messages_in_hand() const { return messages_in_hand_; }
    bool is_paused() const { return paused_; }

private:
    struct batch {
        std::vector<message> messages;
        async::deadline::clock::time_point renew_at;
        async::deadline::clock::time_point hold_until;
    };
    using batches = std::list<batch>;
    struct settlement {
        std::vector<std::string> to_delete; ///< receipt handles, here and below
        std::vector<std::string> to_pause;
        std::vector<std::string> to_give_back;
    };
    /// One a message; nothing for what goes back to the queue.
    using verdicts = std::vector<std::optional<verdict>>;

    async::task<> serve();
    async::task<> poll_loop(std::size_t index);
    async::task<> wait_for_permission();
    async::task<> poll_once(async::backoff& pause);
    void note_received(const std::vector<message>& got);

    async::task<> work(std::vector<message> got, async::semaphore::permit slot);
    async::task<> handle(batch& what);
    async::task<verdicts> consume(std::span<const message> what,
                                  async::deadline::clock::time_point hold_until);
    async::task<verdicts> hand_over(std::span<const message> what, std::string& unwell,
                                    std::string& bad);
    async::task<> settle(const batch& what, const verdicts& said);
    void note_verdict(const message& of, std::optional<verdict> said, settlement& end);
    void note_failure(const message& of, settlement& end);
    void note_unsettled(const std::vector<entry_outcome>& outcomes, std::string_view doing);

    async::deadline::clock::duration half_visibility() const {
        return std::chrono::milliseconds{options_.visibility} / 2;
    }
    async::task<> renew_loop();
    async::task<> renew_due();

    messaging& through_;
    batch_handler handler_;
    consumer_options options_;
    base::logger log_;
    consumer_metrics metrics_;
    lone_failures failures_;
    batches in_hand_; ///< by renew_at
    std::size_t messages_in_hand_ = 0;
    std::size_t polls_wanted_ = 1;
    bool paused_ = false;
    bool unreachable_ = false;
    bool stopping_ = false;
    async::semaphore slots_; ///< batches in hand
    async::event changed_;   ///< polls_wanted_, stopping_, in_hand_
    async::task_group polls_;
    async::task_group handlers_;
    async::task_group renewals_;
};

} // namespace aws
