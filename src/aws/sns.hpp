#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "aws/batches.hpp"
#include "aws/client.hpp"
#include "aws/result.hpp"
#include "aws_wire/attributes.hpp"
#include "aws_wire/sns_publish.hpp"

#include <cstddef>
#include <expected>
#include <span>
#include <string>
#include <vector>

namespace aws {

/// A message as its sender gives it, to a topic or a queue.
struct outgoing_message {
    std::string body; ///< UTF-8, not empty
    aws_wire::attribute_map attributes = {};
};

/// The id that the service gave the message, or why it was not taken.
using send_outcome = std::expected<std::string, entry_failure>;

struct publish_options {
    batch_limits batches;
    std::size_t requests_at_a_time = 8;
};

/// SNS, on one thread. What throws what: see client::call.
class sns {
public:
    sns(boost::asio::any_io_executor executor, const config& with, base::logger log,
        base::metrics& metrics, publish_options options = {});

    /// Publishes any number of messages, ten a request and several requests at a time; their order
    /// is not kept. One outcome a message, in the order of `messages`; throws only when cancelled.
    /// Entries that the service failed to take through no fault of ours are tried again. A message
    /// may come twice when an answer was lost. `messages` outlive the call.
    async::task<std::vector<send_outcome>> publish_batch(std::string topic_arn,
                                                         std::span<const outgoing_message> messages,
                                                         async::deadline until);

    /// The ARN of the topic of that name, which is created when it is missing.
    async::task<result<std::string>> ensure_topic(std::string name, async::deadline until);

    /// Whether the topic is there.
    async::task<result<bool>> topic_exists(std::string topic_arn, async::deadline until);

    /// Subscribes the queue, or finds its subscription and sets its delivery: `raw` without SNS'
    /// envelope. Gives its ARN.
    async::task<result<std::string>> ensure_subscription(std::string topic_arn,
                                                         std::string queue_arn, bool raw,
                                                         async::deadline until);

private:
    struct batch;

    async::task<> publish_range(batch& of, std::span<const std::size_t> which);
    async::task<> publish_some(batch& of, std::vector<std::size_t>& left);
    /// Its ARN; empty when there is none.
    async::task<result<std::string>> find_subscription(std::string topic_arn, std::string queue_arn,
                                                       async::deadline until);

    client client_;
    publish_options options_;
    retry_options retries_;
};

} // namespace aws
