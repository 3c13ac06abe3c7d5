#pragma once

#include "aws/credentials.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace aws {

struct retry_options {
    unsigned attempts_max = 4; ///< of one call, the first included
    std::chrono::milliseconds pause_first{50};
    /// Before the first repetition of what was throttled.
    std::chrono::milliseconds throttled_pause_first{500};
    std::chrono::milliseconds pause_longest{5'000};
    /// Repetitions in a row that a client may spend before successes earn new ones: while a service
    /// is down its callers fail at the first attempt.
    std::size_t budget = 100;
};

/// What all clients of one process share.
struct config {
    credentials keys = {};
    std::string region = "us-east-1";
    /// Empty: the real AWS of the region.
    std::string sns_endpoint_url = {};
    std::string sqs_endpoint_url = {};

    retry_options retries = {};
    std::chrono::milliseconds connect_timeout{2'000};
    /// For one attempt of a call; a long poll gets its wait on top.
    std::chrono::milliseconds attempt_timeout{5'000};
    std::size_t connections_max = 64; ///< of one client
    std::size_t waiting_max = 1'024;  ///< calls that wait for a connection; base::overload beyond
    std::string ca_file = {};         ///< PEM; empty: the system's
};

} // namespace aws
