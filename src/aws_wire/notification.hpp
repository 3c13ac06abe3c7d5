#pragma once

#include "aws_wire/attributes.hpp"
#include "base/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace aws_wire {

/// What SNS puts into a queue for a subscription without raw delivery.
struct notification {
    std::string message_id;
    std::string topic_arn;
    std::optional<std::string> subject;
    std::string message;
    std::string timestamp; ///< "2026-11-24T04:00:00.000Z"
    std::string signature_version = "1";
    std::string signature;
    std::string signing_certificate_url;
    std::string unsubscribe_url;
    attribute_map attributes;

    /// In SNS' own layout, blanks and order of keys.
    std::string to_json() const;
    /// Nothing when `text` is no such object: then the message came raw.
    static std::optional<notification> parse(std::string_view text);
};

/// To the millisecond, as SNS writes time.
std::string to_sns_time(base::instant at);

} // namespace aws_wire
