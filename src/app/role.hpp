#pragma once

#include "app/settings.hpp"
#include "async/deadline.hpp"
#include "async/task.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace app {

/// What the roles have in common: it outlives everything that a role is made of.
struct role_context {
    const settings& with;
    boost::asio::any_io_executor executor; ///< the main thread's
    base::logger log;
    base::metrics& metrics;
    base::offset_clock& clock; ///< follows the database's
    /// True from the signal to stop on: /readyz says 503.
    std::atomic<bool>& stopping;
};

/// One process's work. Started and stopped once, on the main thread.
class role {
public:
    virtual ~role() = default;
    /// Throws when it cannot work at all. What it needs but cannot reach yet is no reason: it waits
    /// for that.
    virtual async::task<> start() = 0;
    /// Accepts nothing new, ends what was begun, cancels at `until` what is left, joins and closes.
    /// Called after the time for which a stopping process still serves. Also called after a start
    /// that threw.
    virtual async::task<> stop(async::deadline until) = 0;
    /// How long it goes on serving after the signal while /readyz says 503, so that a balancer can
    /// turn away. Nothing for a role that nobody is routed to.
    virtual std::chrono::milliseconds unready_time() const { return {}; }
};

/// What a role has started, to be stopped in reverse order: every start pushes its stop.
class stop_list {
public:
    using stop = std::function<async::task<>(async::deadline)>;

    void push(std::string name, stop how) { all_.emplace_back(std::move(name), std::move(how)); }

    /// Runs and forgets all. One that throws is logged and does not keep the others from being
    /// stopped.
    async::task<> run(async::deadline until, const base::logger& log);

private:
    std::vector<std::pair<std::string, stop>> all_;
};

/// Runs a role until SIGTERM or SIGINT: raises the limit of open files, starts, waits, stops in
/// stages. A second signal skips the time to be turned away from and the draining. Gives the exit
/// code.
int run_role(const std::string& name, const settings& with,
             const std::function<std::unique_ptr<role>(const role_context&)>& make);

} // namespace app
