#include "http/server_metrics.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace http {
namespace {

std::string_view to_string(server_limit limit) {
    switch (limit) {
    case server_limit::connections:
        return "connections";
    case server_limit::head_bytes:
        return "head_bytes";
    case server_limit::head_time:
        return "head_time";
    case server_limit::body_bytes:
        return "body_bytes";
    case server_limit::body_time:
        return "body_time";
    case server_limit::write_time:
        return "write_time";
    case server_limit::rate:
        return "rate";
    }
    return "unknown";
}

} // namespace

server_metrics::server_metrics(base::metrics& all)
    : all_{all}
    , connections_{all.make_gauge("marketplace_http_connections",
                                  "Open connections of the HTTP servers.")}
    , seconds_{all.make_duration_seconds(
          "marketplace_http_request_seconds",
          "From a request's first byte to the end of its answer, streams apart.")} {}

void server_metrics::answered(std::optional<verb> method, unsigned status,
                              std::chrono::steady_clock::duration took) {
    streamed(method, status);
    seconds_.observe(std::chrono::duration<double>{took}.count());
}

void server_metrics::streamed(std::optional<verb> method, unsigned status) {
    const auto row = method ? static_cast<std::size_t>(*method) : verb_count;
    const auto column = std::clamp(status / 100, 1U, 5U) - 1;
    auto& counter = requests_[row * classes + column];
    if (!counter) {
        counter = all_.make_counter("marketplace_http_requests_total", "Answered requests.",
                                    {{"method", method ? std::string{to_string(*method)} : "other"},
                                     {"status", fmt::format("{}xx", column + 1)}});
    }
    counter->add();
}

void server_metrics::hit(server_limit limit) {
    auto& counter = limits_[static_cast<std::size_t>(limit)];
    if (!counter) {
        counter = all_.make_counter("marketplace_http_limit_hits_total",
                                    "Clients that ran into a limit of the server.",
                                    {{"limit", std::string{to_string(limit)}}});
    }
    counter->add();
}

} // namespace http
