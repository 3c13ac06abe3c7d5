#include "aws/metrics.hpp"

namespace aws {

client_metrics::client_metrics(base::metrics& metrics, std::string service)
    : metrics_{metrics}
    , service_{std::move(service)} {}

client_metrics::of_action& client_metrics::of(std::string_view action) {
    if (const auto found = actions_.find(action); found != actions_.end())
        return found->second;
    const std::string name{action};
    const auto counter_of = [&](const char* how) {
        return metrics_.make_counter("marketplace_aws_calls_total",
                                     "Calls of SNS and SQS by how they ended",
                                     {{"service", service_}, {"action", name}, {"outcome", how}});
    };
    of_action made{{{"ok", counter_of("ok")},
                    {"refused", counter_of("refused")},
                    {"failed", counter_of("failed")}},
                   metrics_.make_counter("marketplace_aws_retries_total",
                                         "Repeated attempts of calls",
                                         {{"service", service_}, {"action", name}}),
                   metrics_.make_duration_seconds("marketplace_aws_call_seconds",
                                                  "Time of whole calls, repetitions included",
                                                  {{"service", service_}, {"action", name}})};
    return actions_.emplace(name, std::move(made)).first->second;
}

void client_metrics::ended(std::string_view action, std::string_view how,
                           std::chrono::steady_clock::duration took) {
    auto& measured = of(action);
    measured.ended.at(how).add();
    measured.seconds.observe(std::chrono::duration<double>(took).count());
}

void client_metrics::repeated(std::string_view action) {
    of(action).repeated.add();
}

} // namespace aws
