#pragma once

#include "async/task.hpp"
#include "base/metrics.hpp"
#include "http/router.hpp"

#include <functional>
#include <string>
#include <vector>

namespace http {

/// One thing without which a role cannot do its work now.
struct health_check {
    std::string name; ///< "postgresql"
    /// Throws when it is not well; what() is shown, so it names no secret. Given 2 s.
    std::function<async::task<>()> run;
};

/// GET /livez: 200 while the loop turns. GET /readyz: 200 or 503 with
/// {"status":"ok","checks":{"postgresql":"ok"}}; a failed check shows its reason. GET /metrics:
/// Prometheus' text format. On any Host. The metrics outlive the router.
void register_health_routes(router& routes, std::vector<health_check> checks,
                            const base::metrics& metrics);

} // namespace http
