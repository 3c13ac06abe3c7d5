#pragma once
// What the tests of tasks share: a few tasks, and a loop with workers on the private redis-server.

#include "async/sleep.hpp"
#include "support/loop.hpp"
#include "support/redis_server.hpp"
#include "tasks/client.hpp"
#include "tasks/worker.hpp"

namespace tasks_rig {

using namespace std::chrono_literals;
namespace json = boost::json;
using async::deadline;
using testing_support::private_redis;

inline deadline soon() {
    return deadline::after(10s);
}

inline redis::address broker_address() {
    return redis::address::parse(private_redis().url());
}

inline tasks::worker_config quick_config() {
    tasks::worker_config config;
    config.name = "test@%h";
    config.broker_address = broker_address();
    config.broker.lease = 600ms;
    config.renew_every = 200ms;
    config.reclaim_every = 100ms;
    return config;
}

/// The tasks of these tests, and what they saw.
struct test_tasks {
    tasks::registry known;
    std::vector<std::string> ran;
    std::map<std::string, int> runs;

    test_tasks() {
        known.add("t.add", [this](const tasks::context& of) { return add(of); });
        known.add("t.fail", [](const tasks::context&) -> async::task<json::value> {
            throw tasks::task_failure{tasks::failure{"ValueError", {"boom", 1}}};
            co_return nullptr;
        });
        known.add("t.bug", [](const tasks::context&) -> async::task<json::value> {
            throw std::logic_error{"oops"};
            co_return nullptr;
        });
        known.add("t.retry", [](const tasks::context& of) -> async::task<json::value> {
            if (of.retries() < 2)
                throw tasks::retry_later{20ms, "again"};
            co_return of.retries();
        });
        known.add("t.outage",
                  [](const tasks::context& of) -> async::task<json::value> {
                      if (of.args().empty() || of.retries() < 1)
                          throw base::outage{"postgresql", "away"};
                      co_return "back";
                  },
                  {.retries_max = 2, .retry_first = 10ms, .retry_longest = 20ms});
        known.add("t.sleep_ms", [this](const tasks::context& of) { return sleep(of); });
        known.add("t.slow",
                  [](const tasks::context&) -> async::task<json::value> {
                      co_await async::sleep_for(1h);
                      co_return nullptr;
                  },
                  {.time_limit = 50ms});
    }

    async::task<json::value> add(const tasks::context& of) {
        ran.push_back(of.id());
        ++runs[of.id()];
        co_return of.args().at(0).as_int64() + of.args().at(1).as_int64();
    }

    async::task<json::value> sleep(const tasks::context& of) {
        ++runs[of.id()];
        co_await async::sleep_for(std::chrono::milliseconds{of.args().at(0).as_int64()});
        co_return "slept";
    }
};

/// A loop with a Redis client, a task client and any number of workers, all ended by run().
class rig : public testing_support::loop {
public:
    rig()
        : redis{executor(), broker_address(), {}}
        , caller{executor(), broker_address(), broker_address(), {}} {}

    template <class F>
    void run_test(F test) {
        run([&]() -> async::task<> {
            co_await redis.run(soon(), {"FLUSHALL"});
            std::exception_ptr failed;
            try {
                co_await test();
            } catch (...) {
                failed = std::current_exception();
            }
            running.cancel();
            co_await running.join();
            co_await caller.close();
            co_await redis.close();
            if (failed)
                std::rethrow_exception(failed);
        });
    }

    std::unique_ptr<tasks::worker> make_worker(tasks::worker_config config = quick_config()) {
        return std::make_unique<tasks::worker>(executor(), std::move(config), known.known, clock,
                                               base::logger{}, metrics);
    }

    /// Runs until the end of the test, or until it stops.
    tasks::worker& start_worker(tasks::worker_config config = quick_config()) {
        workers.push_back(make_worker(std::move(config)));
        running.spawn("worker", workers.back()->run());
        return *workers.back();
    }

    async::task<json::object> call(tasks::task_call what) {
        return caller.call(soon(), std::move(what));
    }

    async::task<std::string> send(tasks::task_call what) {
        return caller.send(soon(), std::move(what));
    }

    async::task<std::int64_t> count(std::string command, std::string key) {
        co_return (co_await redis.run(soon(), {std::move(command), std::move(key)})).integer;
    }

    /// Until nothing is unacknowledged.
    async::task<> until_settled() {
        const auto until = soon();
        while (co_await count("HLEN", "unacked") + co_await count("ZCARD", "unacked_index") > 0) {
            if (until.expired())
                throw std::runtime_error{"something stays unacknowledged"};
            co_await async::sleep_for(5ms);
        }
    }

    test_tasks known;
    base::system_clock clock;
    base::metrics metrics;
    redis::client redis;
    tasks::client caller;
    async::task_group running{executor(), {}};
    std::vector<std::unique_ptr<tasks::worker>> workers;
};

inline std::string text(const json::object& of, std::string_view key) {
    return std::string{of.at(key).as_string()};
}

} // namespace tasks_rig
