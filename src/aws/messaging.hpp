#pragma once

#include "async/deadline.hpp"
#include "async/semaphore.hpp"
#include "async/task.hpp"
#include "aws/config.hpp"
#include "aws/sns.hpp"
#include "aws/sqs.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace aws {

/// The one way that notices take: a topic, a queue, and a raw subscription between them.
struct messaging_names {
    std::string topic_arn; ///< FLASH_PROMO_TOPIC_ARN
    /// FLASH_PROMO_QUEUE_URL; empty: the queue named as the topic is.
    std::string queue_url;
    /// Of a queue that is created.
    aws_wire::string_map queue_attributes = {};
};

struct messaging_options {
    /// May what is missing be created? Only where the endpoints are one's own: on the real AWS a
    /// missing topic or queue is an error in the log.
    bool may_create = false;
    /// How often run() looks whether everything is still there.
    std::chrono::milliseconds check_interval{10'000};
    std::chrono::milliseconds check_timeout{5'000};
    publish_options publishing = {};
};

/// Publishes and receives notices, and sees to it that topic, queue and subscription exist: at the
/// start, when a call finds one missing, and now and then. On one thread.
class messaging {
public:
    messaging(boost::asio::any_io_executor executor, const config& with, messaging_names names,
              base::logger log, base::metrics& metrics, messaging_options options = {});
    messaging(const messaging&) = delete;
    messaging& operator=(const messaging&) = delete;

    /// See sns::publish_batch. When the topic is missing and may be created, it is, and what was
    /// refused is published again. `messages` outlive the call.
    async::task<std::vector<send_outcome>> publish(std::span<const outgoing_message> messages,
                                                   async::deadline until);

    /// See sqs::receive; a refusal is thrown as aws::refused. A queue that is missing and may be
    /// created is; then no message is there.
    async::task<std::vector<message>> receive(receive_options options, async::deadline until);
    async::task<std::vector<entry_outcome>> delete_batch(std::vector<std::string> receipt_handles,
                                                         async::deadline until);
    async::task<std::vector<entry_outcome>>
    change_visibility_batch(std::vector<std::string> receipt_handles,
                            std::chrono::seconds visibility, async::deadline until);

    /// Looks everything up, or creates what is missing. Throws base::outage; aws::refused when
    /// something is missing and may not, or cannot, be created.
    async::task<> ensure(async::deadline until);

    /// Calls ensure() now and then and logs what it throws. Until it is cancelled.
    async::task<> run();

    /// The last look found everything.
    bool is_ready() const { return ready_; }

private:
    /// ensure(), unless somebody else has done it since `seen` was read from looks_.
    async::task<> ensure_since(std::uint64_t seen, async::deadline until);
    async::task<bool> try_ensure(std::uint64_t seen, async::deadline until);
    async::task<> look_up(async::deadline until);
    async::task<> create(async::deadline until);
    async::task<> create_queue(async::deadline until);
    async::task<> find_queue(async::deadline until);

    messaging_names names_;
    std::string queue_name_;
    messaging_options options_;
    sns sns_;
    sqs sqs_;
    base::logger log_;
    base::metrics::counter missing_;
    async::semaphore gate_; ///< one look at a time
    std::uint64_t looks_ = 0;
    bool ready_ = false;
};

} // namespace aws
