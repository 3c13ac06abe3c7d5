#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "aws/client.hpp"
#include "aws/result.hpp"
#include "aws/sns.hpp"
#include "aws_wire/attributes.hpp"
#include "aws_wire/sqs_receive.hpp"
#include "base/clock.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace aws {

/// A received message. It is ours until its visibility runs out.
struct message {
    std::string id;
    std::string receipt_handle; ///< of this receipt; what deletes it
    std::string body;
    aws_wire::attribute_map attributes; ///< the sender's
    std::uint32_t receive_count = 0;    ///< this receipt included
    std::optional<base::instant> sent_at;
};

struct receive_options {
    std::size_t messages_max = 10; ///< at most 10
    std::chrono::seconds wait{20}; ///< for the first message; at most 20 s
    /// For how long nobody else gets them; nothing: as the queue says.
    std::optional<std::chrono::seconds> visibility = {};
};

using entry_outcome = std::expected<void, entry_failure>;

/// SQS, on one thread. What throws what: see client::call. A batch of any size is cut into requests
/// of ten; it gives one outcome an entry, in order, and throws only when cancelled.
class sqs {
public:
    sqs(boost::asio::any_io_executor executor, const config& with, base::logger log,
        base::metrics& metrics);

    /// Gives its URL. One that exists with other attributes is a refusal.
    async::task<result<std::string>> create_queue(std::string name, aws_wire::string_map attributes,
                                                  async::deadline until);
    /// The URL of the queue of that name, which is created with `attributes` when it is missing. An
    /// existing one keeps its own.
    async::task<result<std::string>> ensure_queue(std::string name, aws_wire::string_map attributes,
                                                  async::deadline until);
    async::task<result<std::string>> queue_url(std::string name, async::deadline until);
    async::task<result<aws_wire::string_map>> queue_attributes(std::string queue_url,
                                                               async::deadline until);

    /// Gives the message's id.
    async::task<result<std::string>> send(std::string queue_url, outgoing_message message,
                                          async::deadline until);

    /// Up to ten messages; none when the wait is over.
    async::task<result<std::vector<message>>>
    receive(std::string queue_url, receive_options options, async::deadline until);

    async::task<std::vector<entry_outcome>> delete_batch(std::string queue_url,
                                                         std::vector<std::string> receipt_handles,
                                                         async::deadline until);

    /// `visibility` from now; 0: others may have them at once.
    async::task<std::vector<entry_outcome>>
    change_visibility_batch(std::string queue_url, std::vector<std::string> receipt_handles,
                            std::chrono::seconds visibility, async::deadline until);

private:
    client client_;
};

} // namespace aws
