#include "tasks/worker_metrics.hpp"

namespace tasks {

worker_metrics::worker_metrics(base::metrics& metrics)
    : undecodable{metrics.make_counter("marketplace_tasks_undecodable_total",
                                       "Messages dropped as unreadable")}
    , lost{metrics.make_counter("marketplace_tasks_lost_total",
                                "Tasks that ended after somebody else had taken them")}
    , reclaimed{metrics.make_counter("marketplace_tasks_reclaimed_total",
                                     "Tasks of dead workers put back")}
    , fetched{metrics.make_size("marketplace_tasks_fetched", "Messages a fetch brought")}
    , metrics_{metrics}
    , running_{metrics.make_gauge("marketplace_tasks_running", "Tasks that run now")}
    , waiting_{metrics.make_gauge("marketplace_tasks_waiting", "Fetched tasks without a slot")}
    , held_{metrics.make_gauge("marketplace_tasks_held", "Fetched tasks whose eta has not come")} {}

void worker_metrics::ended(const std::string& task, const outcome& how) {
    const std::string label = how.is_known ? task : "unknown";
    auto at = tasks_.find(label);
    if (at == tasks_.end()) {
        of_task made{{},
                     metrics_.make_duration_seconds("marketplace_tasks_seconds",
                                                    "Run time of tasks", {{"task", label}})};
        at = tasks_.emplace(label, std::move(made)).first;
    }
    auto& measured = at->second;
    auto counter = measured.by_state.find(how.state);
    if (counter == measured.by_state.end()) {
        const auto made =
            metrics_.make_counter("marketplace_tasks_ended_total", "Attempts by how they ended",
                                  {{"task", label}, {"state", std::string{how.state}}});
        counter = measured.by_state.emplace(how.state, made).first;
    }
    counter->second.add();
    measured.seconds.observe(std::chrono::duration<double>(how.took).count());
}

void worker_metrics::show(const worker_core& core) {
    running_.set(static_cast<double>(core.running()));
    waiting_.set(static_cast<double>(core.waiting()));
    held_.set(static_cast<double>(core.held()));
}

} // namespace tasks
