#pragma once

#include "aws_wire/errors.hpp"
#include "base/clock.hpp"

#include <cstdint>
#include <expected>
#include <string>

namespace localaws {

using base::instant;

/// Whose resources a command is about, and what the caller calls this service.
struct scope {
    std::string region = "us-east-1";
    std::string account = "000000000000";
    std::string sender = "000000000000"; ///< SenderId of messages: the access key
    std::string
        url_base; ///< "http://localhost:4566", from the Host header; queue URLs are minted from it
};

/// Names one waiting ReceiveMessage.
using ticket = std::uint64_t;

/// What a command answers: its output, or AWS' refusal.
template <class Input>
using outcome = std::expected<typename Input::output, aws_wire::error>;

inline std::unexpected<aws_wire::error> refuse(aws_wire::error_code code, std::string text) {
    return std::unexpected{aws_wire::error{code, std::move(text)}};
}
inline std::unexpected<aws_wire::error> refuse(aws_wire::error_code code) {
    return std::unexpected{aws_wire::make_error(code)};
}

/// What AWS bounds; numbers are AWS' quotas (July 2026).
struct limits {
    std::size_t message_bytes_max = 1'048'576;
    std::size_t sns_message_bytes_max =
        262'144; ///< of a message with its attributes, and of a batch
    std::size_t batch_entries_max = 10;
    std::size_t in_flight_max = 120'000;
    std::int64_t list_results_max = 1'000;
    std::size_t sns_page_size = 100;
    /// On AWS a queue can be purged, and its name used again after deletion, once in 60 s. Zero
    /// here by default, so that tests and clients that re-create need not wait.
    std::chrono::seconds purge_interval{0};
    std::chrono::seconds recreate_interval{0};
};

} // namespace localaws
