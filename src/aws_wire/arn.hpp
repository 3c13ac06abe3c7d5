#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aws_wire {

/// "arn:aws:sqs:us-east-1:000000000000:name"; the resource may hold more colons (a subscription's
/// has one).
struct arn {
    std::string partition = "aws";
    std::string service;
    std::string region;
    std::string account;
    std::string resource;

    std::string to_string() const;
    /// Nothing unless `text` has six parts that begin with "arn".
    static std::optional<arn> parse(std::string_view text);

    friend bool operator==(const arn&, const arn&) = default;
};

/// Which queue a URL names. `region` is empty when the URL does not tell it: then the credential
/// scope does.
struct queue_address {
    std::string region;
    std::string account;
    std::string name;

    friend bool operator==(const queue_address&, const queue_address&) = default;
};

/// Reads every style that AWS and its stand-ins have used:
/// "http://host/ACCOUNT/NAME", "http://sqs.REGION.host/ACCOUNT/NAME",
/// "http://REGION.queue.host/ACCOUNT/NAME" and "http://host/queue/REGION/ACCOUNT/NAME"; a bare path
/// as well.
std::optional<queue_address> parse_queue_url(std::string_view url);

/// `base` is scheme and authority, without a slash at its end.
std::string make_queue_url(std::string_view base, std::string_view account, std::string_view name);

} // namespace aws_wire
