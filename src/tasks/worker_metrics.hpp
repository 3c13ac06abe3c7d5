#pragma once

#include "base/metrics.hpp"
#include "tasks/execution.hpp"

#include <map>
#include <string>

namespace tasks {

/// What one worker measures. Labels hold only names of registered tasks ("unknown" for others).
class worker_metrics {
public:
    explicit worker_metrics(base::metrics& metrics);

    void ended(const std::string& task, const outcome& how);
    void show(const worker_core& core);

    base::metrics::counter undecodable;
    base::metrics::counter lost;
    base::metrics::counter reclaimed;
    base::metrics::histogram fetched;

private:
    struct of_task {
        std::map<std::string_view, base::metrics::counter> by_state;
        base::metrics::histogram seconds;
    };

    base::metrics& metrics_;
    std::map<std::string, of_task> tasks_;
    base::metrics::gauge running_;
    base::metrics::gauge waiting_;
    base::metrics::gauge held_;
};

} // namespace tasks
