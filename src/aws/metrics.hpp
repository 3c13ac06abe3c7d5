#pragma once

#include "base/metrics.hpp"

#include <chrono>
#include <map>
#include <string>
#include <string_view>

namespace aws {

/// What one client measures. Labels hold the service and the action.
class client_metrics {
public:
    client_metrics(base::metrics& metrics, std::string service);

    /// `how`: "ok", "refused" or "failed" (cancelled calls too).
    void ended(std::string_view action, std::string_view how,
               std::chrono::steady_clock::duration took);
    void repeated(std::string_view action);

private:
    struct of_action {
        std::map<std::string_view, base::metrics::counter> ended;
        base::metrics::counter repeated;
        base::metrics::histogram seconds;
    };
    of_action& of(std::string_view action);

    base::metrics& metrics_;
    std::string service_;
    std::map<std::string, of_action, std::less<>> actions_;
};

/// Measures one call: "failed" unless it is told otherwise.
class call_timer {
public:
    call_timer(client_metrics& into, std::string_view action)
        : into_{into}
        , action_{action} {}
    ~call_timer() { into_.ended(action_, how_, std::chrono::steady_clock::now() - started_); }
    call_timer(const call_timer&) = delete;
    call_timer& operator=(const call_timer&) = delete;

    void ended(std::string_view how) { how_ = how; }

private:
    client_metrics& into_;
    std::string_view action_;
    std::string_view how_ = "failed";
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

} // namespace aws
