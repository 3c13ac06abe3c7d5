#pragma once

#include "base/metrics.hpp"
#include "http/request.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

namespace http {

/// A limit of the server that a client ran into.
enum class server_limit : std::uint8_t {
    connections,
    head_bytes,
    head_time,
    body_bytes,
    body_time,
    write_time,
    rate
};

/// What one server counts.
class server_metrics {
public:
    explicit server_metrics(base::metrics& all);

    /// `method` is nothing for one that no route can have.
    void answered(std::optional<verb> method, unsigned status,
                  std::chrono::steady_clock::duration took);
    /// A stream ended; its length says nothing about us.
    void streamed(std::optional<verb> method, unsigned status);
    void hit(server_limit limit);
    void connection_opened() { connections_.add(1); }
    void connection_closed() { connections_.add(-1); }

private:
    static constexpr std::size_t classes = 5;
    static constexpr std::size_t limits = 7;

    base::metrics& all_;
    base::metrics::gauge connections_;
    base::metrics::histogram seconds_;
    std::array<std::optional<base::metrics::counter>, (verb_count + 1) * classes> requests_;
    std::array<std::optional<base::metrics::counter>, limits> limits_;
};

} // namespace http
