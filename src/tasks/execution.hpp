#pragma once

#include "async/task.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "tasks/broker.hpp"
#include "tasks/registry.hpp"
#include "tasks/worker_core.hpp"

#include <chrono>
#include <string_view>

namespace tasks {

struct outcome {
    settlement what;
    std::string_view state; ///< SUCCESS, FAILURE, RETRY, REVOKED
    std::chrono::steady_clock::duration took{};
    bool is_known = true; ///< the registry has the task
};

/// Runs one job to its end and says what to store. Throws only when it is cancelled, which is no
/// end.
async::task<outcome> execute(job what, const registry& known, const base::clock& clock,
                             base::logger log);

} // namespace tasks
