#pragma once

#include "aws_wire/attributes.hpp"
#include "localaws/types.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace localaws {

/// Where messages go that were received too often.
struct redrive_policy {
    std::string dead_letter_arn;
    std::int64_t receive_count_max = 0;

    /// Reads {"deadLetterTargetArn": "...", "maxReceiveCount": 3}; the number may be a string.
    static std::expected<redrive_policy, aws_wire::error> parse(const std::string& text);
};

/// What a queue was told to be. The effective numbers stand beside the texts that were given.
class queue_attributes {
public:
    /// Takes over `given`; on a refusal nothing has changed.
    std::expected<void, aws_wire::error> set(const aws_wire::string_map& given);

    /// The name of a given attribute that differs from what the queue has; nothing when all agree.
    std::optional<std::string> conflict(const aws_wire::string_map& given) const;

    /// All that are set or have a default, as GetQueueAttributes gives them.
    const aws_wire::string_map& all() const { return texts_; }

    std::chrono::seconds delay{0};
    std::chrono::seconds visibility_timeout{30};
    std::chrono::seconds retention{345'600};
    std::chrono::seconds receive_wait{0};
    std::size_t message_bytes_max = 1'048'576;
    std::optional<redrive_policy> redrive;

private:
    std::expected<void, aws_wire::error> set_one(const std::string& name, const std::string& value);

    aws_wire::string_map texts_{{"DelaySeconds", "0"},
                                {"MaximumMessageSize", "1048576"},
                                {"MessageRetentionPeriod", "345600"},
                                {"ReceiveMessageWaitTimeSeconds", "0"},
                                {"SqsManagedSseEnabled", "true"},
                                {"VisibilityTimeout", "30"}};
};

/// Attributes that a queue computes; asked for by the same names as those that are set.
bool is_computed_attribute(std::string_view name);
bool is_known_attribute(std::string_view name);

} // namespace localaws
