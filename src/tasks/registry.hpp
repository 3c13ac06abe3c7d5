#pragma once

#include "async/task.hpp"
#include "base/log.hpp"
#include "tasks/message.hpp"
#include "tasks/result.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

namespace tasks {

/// One execution of a task. It outlives the handler's coroutine.
struct context {
    message call;
    base::logger log; ///< with the task's name and id

    const std::string& id() const { return call.id; }
    const boost::json::array& args() const { return call.args; }
    const boost::json::object& kwargs() const { return call.kwargs; }
    /// How often it was tried before.
    int retries() const { return call.retries; }
};

/// The coroutine that does the work; its value is the task's result. A task may run twice: it is
/// idempotent. An exception decides what happens next: task_failure is final; retry_later,
/// base::outage, base::overload and base::deadline_exceeded are tried again (see task_options);
/// anything else is our own mistake and final.
using handler = std::function<async::task<boost::json::value>(const context&)>;

/// Final: the task becomes FAILURE with these words.
class task_failure : public std::runtime_error {
public:
    explicit task_failure(failure what);
    /// A ValueError, for arguments that can never work.
    explicit task_failure(const std::string& why)
        : task_failure{failure{"ValueError", {why}}} {}

    const failure& what_failed() const { return failure_; }

private:
    failure failure_;
};

/// The task becomes RETRY and runs again after `countdown`, at most task_options::retries_max
/// times.
class retry_later : public std::runtime_error {
public:
    retry_later(std::chrono::milliseconds countdown, const std::string& why)
        : std::runtime_error{why}
        , countdown_{countdown} {}

    std::chrono::milliseconds countdown() const { return countdown_; }

private:
    std::chrono::milliseconds countdown_;
};

struct task_options {
    /// Then the last failure is final.
    int retries_max = 100;
    /// After outages: doubling from the first to the longest.
    std::chrono::milliseconds retry_first{1000};
    std::chrono::milliseconds retry_longest{30000};
    /// A message's own limit wins when it is shorter. Then it is cancelled and becomes FAILURE
    /// TimeLimitExceeded.
    std::chrono::milliseconds time_limit{300000};
    /// Starts at its eta even when all slots are busy, and takes none: for what must not be late
    /// and does little.
    bool is_urgent = false;
};

/// The tasks that a worker knows, by name. Filled at start.
class registry {
public:
    struct entry {
        handler run;
        task_options options;
    };

    /// With Celery's own `celery.accumulate`.
    registry();

    /// A name that is taken already is our own mistake.
    void add(std::string name, handler run, task_options options = {});

    const entry* find(std::string_view name) const;
    std::vector<std::string> names() const;

private:
    std::map<std::string, entry, std::less<>> entries_;
};

} // namespace tasks
