#pragma once

#include "base/log.hpp"
#include "http/access_rules.hpp"
#include "http/answer_head.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "http/server_metrics.hpp"

#include <cstdint>
#include <string>

namespace http {

/// What the connections of one server share; one thread uses it.
struct server_core {
    server_core(server_options options, const router& routes, authenticator who, base::logger log,
                base::metrics& metrics);

    /// Unique in all processes for all practical purposes; it is no secret.
    void next_request_id(std::string& out);

    const server_options options;
    const router& routes;
    const authenticator who;
    const base::logger log;
    const host_rules hosts;
    const cors_rules cors;
    head_writer heads;
    server_metrics metrics;
    /// Connections end with their next answer.
    bool draining = false;

private:
    std::string request_id_prefix_;
    std::uint64_t requests_ = 0;
};

} // namespace http
