#include "tasks/execution.hpp"

#include "async/deadline.hpp"
#include "async/sleep.hpp"
#include "base/errors.hpp"

#include <cmath>

namespace tasks {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

constexpr std::string_view time_limit_step = "task time limit";

/// How an attempt ended when it did not succeed.
struct verdict {
    failure why;
    std::optional<milliseconds> retry_after; ///< nothing: final
};

failure from_exception(std::string type, const std::exception& e) {
    failure why{std::move(type), {e.what()}};
    why.traceback = fmt::format("{}: {}\n", why.exc_type, e.what());
    return why;
}

milliseconds backoff(const task_options& options, int retries) {
    const auto doubled = options.retry_first * (std::int64_t{1} << std::min(retries, 20));
    return std::min(doubled, options.retry_longest);
}

failure time_limit_exceeded(milliseconds limit) {
    return {
        "TimeLimitExceeded", {static_cast<double>(limit.count()) / 1000.0}, "billiard.exceptions"};
}

verdict judge(std::exception_ptr failed, const registry::entry& entry, const message& call,
              milliseconds limit) {
    const auto later = backoff(entry.options, call.retries);
    try {
        std::rethrow_exception(failed);
    } catch (const task_failure& e) {
        return {e.what_failed(), std::nullopt};
    } catch (const retry_later& e) {
        return {from_exception("RuntimeError", e), e.countdown()};
    } catch (const base::deadline_exceeded& e) {
        if (e.step() == time_limit_step)
            return {time_limit_exceeded(limit), std::nullopt};
        return {from_exception("TimeoutError", e), later};
    } catch (const base::outage& e) {
        return {from_exception("ConnectionError", e), later};
    } catch (const base::overload& e) {
        return {from_exception("RuntimeError", e), later};
    } catch (const std::exception& e) {
        return {from_exception("RuntimeError", e), std::nullopt};
    }
}

milliseconds time_limit(const registry::entry& entry, const message& call) {
    if (!call.time_limit_seconds)
        return entry.options.time_limit;
    const auto own_ms = std::min(*call.time_limit_seconds * 1000.0, 1e12);
    return std::min(entry.options.time_limit, milliseconds{static_cast<std::int64_t>(own_ms)});
}

void store(outcome& into, const message& call, std::string result) {
    if (call.ignore_result)
        return;
    into.what.result_key = result_key(call.id);
    into.what.result = std::move(result);
}

void publish_again(outcome& into, const message& call, base::instant eta) {
    into.what.push_key = queue_key(call.queue, call.priority);
    into.what.push = encode(make_retry(call, eta));
}

void fail(outcome& into, const message& call, const failure& why, base::instant now) {
    into.state = "FAILURE";
    store(into, call, failure_result(call, why, now));
}

void end_attempt(outcome& into, const message& call, const verdict& ended, int retries_max,
                 base::instant now) {
    if (!ended.retry_after || call.retries >= retries_max)
        return fail(into, call, ended.why, now);
    into.state = "RETRY";
    store(into, call, retry_result(call, ended.why));
    publish_again(into, call, now + *ended.retry_after);
}

} // namespace

async::task<outcome> execute(job what, const registry& known, const base::clock& clock,
                             base::logger log) {
    outcome result;
    result.what.tag = std::move(what.tag);
    auto task_log = log.with("task", what.call.name).with("id", what.call.id);
    const context execution{std::move(what.call), std::move(task_log)};
    const auto& call = execution.call;
    if (call.expires && *call.expires <= clock.now()) {
        result.state = "REVOKED";
        store(result, call, revoked_result(call, "expired", clock.now()));
        co_return result;
    }
    const auto* entry = known.find(call.name);
    if (!entry) {
        result.is_known = false;
        execution.log.error("unregistered task");
        fail(result, call, not_registered(call.name), clock.now());
        co_return result;
    }

    const auto limit = time_limit(*entry, call);
    const auto began = std::chrono::steady_clock::now();
    std::exception_ptr failed;
    json::value value;
    try {
        value = co_await async::with_deadline(async::deadline::after(limit), time_limit_step,
                                              entry->run(execution));
    } catch (...) {
        failed = std::current_exception();
    }
    co_await async::throw_if_cancelled();
    result.took = std::chrono::steady_clock::now() - began;
    if (!failed) {
        result.state = "SUCCESS";
        store(result, call, success_result(call, value, clock.now()));
        co_return result;
    }
    const auto ended = judge(failed, *entry, call, limit);
    end_attempt(result, call, ended, entry->options.retries_max, clock.now());
    execution.log.warning(
        result.state == "RETRY" ? "task will be retried" : "task failed",
        {{"error", ended.why.traceback.empty() ? ended.why.exc_type : ended.why.traceback},
         {"retries", call.retries}});
    co_return result;
}

} // namespace tasks
