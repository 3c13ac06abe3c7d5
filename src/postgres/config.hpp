#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace postgres {

/// Connections are kept apart by what they are for, so that slow work never stands in the way of
/// fast work.
enum class lane : std::uint8_t {
    desk, ///< reservation batches; exclusive
    read, ///< single statements of requests, many in one pipeline; short statement_timeout
    work, ///< transactions of requests and tasks; exclusive
};

std::string_view to_string(lane in);

struct lane_config {
    std::size_t connections = 2;
    /// Callers beyond it are refused with base::overload{"postgres.<lane>"}.
    std::size_t waiting_max = 1024;
    /// Of one statement, and of the pauses inside a transaction; zero: none.
    std::chrono::milliseconds statement_timeout{2000};
};

struct config {
    std::string host;
    std::uint16_t port = 5432;
    std::string database;
    std::string user;
    std::string password;
    /// Sent as `options=-c role=...`; empty: none.
    std::string role = "marketplace_app";
    std::string application_name = "marketplace";
    lane_config desk{2, 1024, std::chrono::milliseconds{2000}};
    lane_config read{2, 4096, std::chrono::milliseconds{1000}};
    lane_config work{4, 1024, std::chrono::milliseconds{2000}};
    /// For name resolution, connection and log-in together.
    std::chrono::milliseconds connect_timeout{2000};
    /// As libpq takes it: disable, prefer, require, verify-full.
    std::string sslmode = "prefer";
};

} // namespace postgres
