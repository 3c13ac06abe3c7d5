#pragma once

#include <chrono>
#include <cstddef>

namespace redis {

/// Limits of one connection.
struct options {
    /// For one attempt: name resolution, TCP, TLS, AUTH.
    std::chrono::milliseconds connect_timeout{2000};
    /// With replies owed and none coming for so long the connection counts as lost (a half-open
    /// one, a stopped server). Raise it for blocking commands.
    std::chrono::milliseconds silence_max{5000};
    /// After so long without a byte a PING asks whether the server is still there.
    std::chrono::milliseconds ping_after{10000};
    /// Between attempts, doubling from the first to the last.
    std::chrono::milliseconds retry_first{50};
    std::chrono::milliseconds retry_longest{2000};
    /// base::overload{"redis pipeline"} beyond.
    std::size_t calls_max = 65536;
    std::size_t unsent_bytes_max = 64 * 1024 * 1024;
};

} // namespace redis
