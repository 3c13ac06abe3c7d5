// Workers, the outbox and beat on a redis-server and a PostgreSQL of their own.
#include "async/sleep.hpp"
#include "base/random.hpp"
#include "support/loop.hpp"
#include "support/postgres_server.hpp"
#include "support/redis_server.hpp"
#include "tasks/beat.hpp"
#include "tasks/client.hpp"
#include "tasks/outbox.hpp"
#include "tasks/worker.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
namespace json = boost::json;
using async::deadline;
using testing_support::private_redis;

deadline soon() {
    return deadline::after(10s);
}

redis::address broker_address() {
    return redis::address::parse(private_redis().url());
}

tasks::worker_config quick_config() {
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

std::string text(const json::object& of, std::string_view key) {
    return std::string{of.at(key).as_string()};
}

TEST(tasks_worker, stores_what_a_task_gives) {
    rig r;
    r.run_test([&]() -> async::task<> {
        r.start_worker();
        const auto got = co_await r.call({"t.add", {1, 2}});
        EXPECT_EQ(text(got, "status"), "SUCCESS");
        EXPECT_EQ(got.at("result"), 3);
        co_await r.until_settled();
        const auto key = "celery-task-meta-" + text(got, "task_id");
        EXPECT_GT(co_await r.count("TTL", key), 86000);
    });
}

TEST(tasks_worker, stores_failures_as_celery_does) {
    rig r;
    r.run_test([&]() -> async::task<> {
        r.start_worker();
        const auto failed = co_await r.call({"t.fail"});
        EXPECT_EQ(text(failed, "status"), "FAILURE");
        EXPECT_EQ(json::serialize(failed.at("result")),
                  R"({"exc_type":"ValueError","exc_message":["boom",1],"exc_module":"builtins"})");
        const auto bug = co_await r.call({"t.bug"});
        EXPECT_EQ(json::serialize(bug.at("result")),
                  R"({"exc_type":"RuntimeError","exc_message":["oops"],"exc_module":"builtins"})");
        const auto unknown = co_await r.call({"t.unknown"});
        EXPECT_EQ(
            json::serialize(unknown.at("result")),
            R"({"exc_type":"NotRegistered","exc_message":["t.unknown"],"exc_module":"celery.exceptions"})");
        const auto late =
            co_await r.call({.name = "t.add", .args = {1, 2}, .expires = r.clock.now() - 1s});
        EXPECT_EQ(text(late, "status"), "REVOKED");
        const auto slow = co_await r.call({"t.slow"});
        EXPECT_EQ(slow.at("result").at("exc_type"), "TimeLimitExceeded");
    });
}

TEST(tasks_worker, retries_and_then_gives_up) {
    rig r;
    r.run_test([&]() -> async::task<> {
        r.start_worker();
        const auto retried = co_await r.call({"t.retry"});
        EXPECT_EQ(retried.at("result"), 2);
        EXPECT_EQ(text(retried, "parent_id"), text(retried, "task_id"));
        EXPECT_EQ((co_await r.call({"t.outage", {1}})).at("result"), "back");
        const auto given_up = co_await r.call({"t.outage"});
        EXPECT_EQ(text(given_up, "status"), "FAILURE");
        EXPECT_EQ(given_up.at("result").at("exc_type"), "ConnectionError");
    });
}

TEST(tasks_worker, accumulates_and_drops_what_it_cannot_read) {
    rig r;
    r.run_test([&]() -> async::task<> {
        co_await r.redis.run(soon(), {"LPUSH", "celery", "not a message"});
        r.start_worker();
        const auto got = co_await r.call({"celery.accumulate", {"a", "b"}, {{"index", 1}}});
        EXPECT_EQ(got.at("result"), "b");
        co_await r.until_settled();
        EXPECT_THAT(r.metrics.to_text(),
                    testing::HasSubstr("marketplace_tasks_undecodable_total 1"));
    });
}

TEST(tasks_worker, holds_a_task_until_its_eta) {
    rig r;
    r.run_test([&]() -> async::task<> {
        r.start_worker();
        const auto eta = r.clock.now() + 300ms;
        const auto got = co_await r.call({.name = "t.add", .args = {1, 2}, .eta = eta});
        EXPECT_EQ(text(got, "status"), "SUCCESS");
        EXPECT_GE(r.clock.now(), eta);
        EXPECT_LE(r.clock.now(), eta + 250ms);
    });
}

TEST(tasks_worker, takes_the_oldest_of_the_highest_priority_first) {
    rig r;
    r.run_test([&]() -> async::task<> {
        std::vector<std::string> expected(6);
        for (const auto& [place, priority] :
             {std::pair{4, 9}, {2, 3}, {0, 0}, {1, 0}, {3, 6}, {5, 9}}) {
            expected.at(static_cast<std::size_t>(place)) =
                co_await r.send({.name = "t.add", .args = {1, 2}, .priority = priority});
        }
        auto config = quick_config();
        config.limits.concurrency = 1;
        r.start_worker(config);
        co_await r.caller.wait(soon(), expected.back());
        EXPECT_EQ(r.known.ran, expected);
    });
}

TEST(tasks_worker, serves_only_its_queues) {
    rig r;
    r.run_test([&]() -> async::task<> {
        auto config = quick_config();
        config.broker.queues = {"slow", "fast"};
        r.start_worker(config);
        co_await r.send({.name = "t.add", .args = {1, 2}});
        EXPECT_EQ(
            (co_await r.call({.name = "t.add", .args = {1, 3}, .queue = "fast"})).at("result"), 4);
        EXPECT_EQ(co_await r.count("LLEN", "celery"), 1);
    });
}

TEST(tasks_worker, hears_the_doorbell_also_after_a_restart_of_redis) {
    rig r;
    r.run_test([&]() -> async::task<> {
        auto config = quick_config();
        config.poll_every = 1h; // so that only the bell can wake it
        r.start_worker(config);
        for (int i = 0; i < 20; ++i)
            co_await r.call({"t.add", {1, i}});
        private_redis().crash();
        private_redis().start();
        for (int i = 0; i < 20;) {
            try {
                co_await r.call({"t.add", {1, i}});
                ++i;
            } catch (const base::outage&) {
            }
        }
    });
}

TEST(tasks_worker, finishes_what_runs_and_gives_back_the_rest_when_it_stops_gently) {
    rig r;
    r.run_test([&]() -> async::task<> {
        auto config = quick_config();
        config.limits.concurrency = 1;
        auto& worker = r.start_worker(config);
        const auto first = co_await r.send({"t.sleep_ms", {200}});
        while (worker.core().running() == 0)
            co_await async::sleep_for(1ms);
        co_await r.send({.name = "t.add", .args = {1, 2}, .priority = 3});
        co_await r.send({.name = "t.add", .args = {1, 2}, .eta = r.clock.now() + 1h});
        while (worker.core().waiting() + worker.core().held() < 2)
            co_await async::sleep_for(1ms);
        worker.stop_gently();
        co_await r.running.join();
        EXPECT_EQ((co_await r.caller.wait(soon(), first)).at("result"), "slept");
        EXPECT_EQ(co_await r.count("LLEN", "celery"), 1);
        EXPECT_EQ(co_await r.count("LLEN", tasks::queue_key("celery", 3)), 1);
        EXPECT_EQ(co_await r.count("HLEN", "unacked"), 0);
    });
}

TEST(tasks_worker, gives_back_what_runs_when_it_is_cancelled) {
    rig r;
    r.run_test([&]() -> async::task<> {
        auto& worker = r.start_worker();
        const auto id = co_await r.send({"t.sleep_ms", {3600000}});
        while (worker.core().running() == 0)
            co_await async::sleep_for(1ms);
        r.running.cancel();
        co_await r.running.join();
        EXPECT_EQ(co_await r.count("LLEN", "celery"), 1);
        EXPECT_EQ(co_await r.count("HLEN", "unacked"), 0);
        EXPECT_EQ(co_await r.count("EXISTS", "celery-task-meta-" + id), 0);
    });
}

/// A process that is one worker; it knows no end but kill -9.
pid_t fork_worker(std::size_t concurrency = 16) {
    const auto where = broker_address();
    const auto pid = fork();
    if (pid != 0)
        return pid;
    boost::asio::io_context io;
    test_tasks known;
    base::system_clock clock;
    base::metrics metrics;
    auto config = quick_config();
    config.broker_address = where;
    config.limits.concurrency = concurrency;
    tasks::worker worker{io.get_executor(), config, known.known, clock, {}, metrics};
    async::task_group loops{io.get_executor(), {}};
    loops.spawn("worker", worker.run());
    io.run();
    _exit(0);
}

void kill_worker(pid_t pid) {
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
}

TEST(tasks_recovery, runs_a_killed_workers_tasks_again) {
    rig r;
    r.run_test([&]() -> async::task<> {
        const auto pid = fork_worker();
        const auto running = co_await r.send({"t.sleep_ms", {2000}});
        const auto held =
            co_await r.send({.name = "t.add", .args = {1, 2}, .eta = r.clock.now() + 1500ms});
        while (co_await r.count("HLEN", "unacked") < 2)
            co_await async::sleep_for(2ms);
        kill_worker(pid);
        const auto killed_at = std::chrono::steady_clock::now();
        r.start_worker();
        while (r.known.runs[running] == 0)
            co_await async::sleep_for(2ms);
        EXPECT_LT(std::chrono::steady_clock::now() - killed_at, 1200ms)
            << "lease 600 ms, looked after every 100 ms";
        EXPECT_EQ((co_await r.caller.wait(soon(), running)).at("result"), "slept");
        EXPECT_EQ((co_await r.caller.wait(soon(), held)).at("result"), 3);
        co_await r.until_settled();
    });
}

TEST(tasks_recovery, loses_nothing_over_many_kills) {
    rig r;
    r.run_test([&]() -> async::task<> {
        constexpr int total = 2000;
        std::set<std::string> ids;
        for (int i = 0; i < total; ++i)
            ids.insert(co_await r.send({"t.sleep_ms", {i % 4}}));
        for (int kills = 0; kills < 8; ++kills) {
            const auto pid = fork_worker(8);
            co_await async::sleep_for(std::chrono::milliseconds{40 + kills * 7});
            kill_worker(pid);
        }
        r.start_worker();
        const auto until = deadline::after(60s);
        for (const auto& id : ids) {
            EXPECT_EQ(text(co_await r.caller.wait(until, id), "status"), "SUCCESS");
        }
        co_await r.until_settled();
        EXPECT_EQ(co_await r.count("LLEN", "celery"), 0);
    });
}

TEST(tasks_recovery, an_old_owner_stores_nothing) {
    rig r;
    r.run_test([&]() -> async::task<> {
        tasks::broker old_owner{{}, r.redis, r.redis};
        tasks::broker new_owner{{}, r.redis, r.redis};
        co_await r.send({"t.add", {1, 2}});
        const auto taken = co_await old_owner.fetch(10);
        EXPECT_EQ(taken.size(), 1u);
        EXPECT_EQ(co_await new_owner.reclaim(), 0u) << "its lease has not run out";
        co_await old_owner.leave(); // as if it had not renewed
        EXPECT_EQ(co_await new_owner.reclaim(), 1u);
        const auto again = co_await new_owner.fetch(10);
        EXPECT_EQ(again.size(), 1u);
        EXPECT_NE(again.at(0).tag, taken.at(0).tag);
        EXPECT_TRUE(tasks::decode(again.at(0).envelope)->redelivered);

        const tasks::settlement late{.tag = taken.at(0).tag,
                                     .result_key = "k",
                                     .result = "late",
                                     .push_key = {},
                                     .push = {}};
        const tasks::settlement good{.tag = again.at(0).tag,
                                     .result_key = "k",
                                     .result = "good",
                                     .push_key = {},
                                     .push = {}};
        EXPECT_THAT(co_await old_owner.settle({late}), testing::ElementsAre(false));
        EXPECT_EQ(co_await r.count("EXISTS", "k"), 0);
        EXPECT_THAT(co_await new_owner.settle({good}), testing::ElementsAre(true));
        EXPECT_THAT(co_await new_owner.settle({good}), testing::ElementsAre(false)) << "once";
        EXPECT_EQ((co_await r.redis.run(soon(), {"GET", "k"})).text, "good");
    });
}

TEST(tasks_recovery, never_replaces_a_success) {
    rig r;
    r.run_test([&]() -> async::task<> {
        tasks::broker broker{{}, r.redis, r.redis};
        co_await r.send({"t.add", {1, 2}});
        const auto taken = co_await broker.fetch(1);
        co_await r.redis.run(soon(), {"SET", "k", R"({"status": "SUCCESS", "result": 3})"});
        const tasks::settlement late{.tag = taken.at(0).tag,
                                     .result_key = "k",
                                     .result = R"({"status":"FAILURE"})",
                                     .push_key = {},
                                     .push = {}};
        co_await broker.settle({late});
        EXPECT_THAT((co_await r.redis.run(soon(), {"GET", "k"})).text,
                    testing::HasSubstr("SUCCESS"));
    });
}

TEST(tasks_recovery, takes_pythons_deliveries_only_after_the_visibility_timeout) {
    rig r;
    r.run_test([&]() -> async::task<> {
        tasks::broker broker{{}, r.redis, r.redis};
        auto call =
            tasks::make_message("some-id", {.name = "t.add", .args = {1, 2}, .priority = 6});
        call.headers["odd"] = json::array{};
        const auto value = "[" + tasks::encode(call) + R"(, "", "celery"])";
        const auto time = (co_await r.redis.run(soon(), {"TIME"})).elements.at(0).text;
        const auto now = std::stoll(time);
        co_await r.redis.run(soon(), {"HSET", "unacked", "old", value, "young", value});
        co_await r.redis.run(soon(), {"ZADD", "unacked_index", std::to_string(now - 3700), "old",
                                      std::to_string(now - 3500), "young"});
        EXPECT_EQ(co_await broker.reclaim(), 1u);
        EXPECT_EQ(co_await r.count("HLEN", "unacked"), 1);
        const auto list = tasks::queue_key("celery", 6);
        const auto back = co_await r.redis.run(soon(), {"RPOP", list});
        const auto got = tasks::decode(back.text);
        EXPECT_TRUE(got && got->redelivered);
        EXPECT_EQ(got->headers, call.headers) << "an empty list stays a list";
    });
}

TEST(tasks_recovery, two_workers_share_and_each_task_runs_once) {
    rig r;
    r.run_test([&]() -> async::task<> {
        r.start_worker();
        r.start_worker();
        std::vector<std::string> ids;
        for (int i = 0; i < 500; ++i)
            ids.push_back(co_await r.send({"t.sleep_ms", {1}}));
        for (const auto& id : ids)
            co_await r.caller.wait(soon(), id);
        co_await async::sleep_for(1s); // longer than a lease
        for (const auto& id : ids)
            EXPECT_EQ(r.known.runs[id], 1);
    });
}

TEST(tasks_worker, stores_results_on_another_server) {
    rig r;
    r.run_test([&]() -> async::task<> {
        auto config = quick_config();
        config.result_address = redis::address::parse(private_redis().url(5));
        r.start_worker(config);
        tasks::client elsewhere{r.executor(), broker_address(), *config.result_address, {}};
        EXPECT_EQ((co_await elsewhere.call(soon(), {"t.add", {1, 2}})).at("result"), 3);
        co_await elsewhere.close();
    });
}

// --- outbox and beat ---

constexpr postgres::statement count_outbox{"test.count_outbox", "select count(*) from outbox"};
constexpr postgres::statement list_outbox{"test.list_outbox",
                                          "select task from outbox order by task"};
constexpr postgres::statement leave_only{
    "test.leave_only", "update periodic_tasks set is_enabled = (name = $1::text), "
                       "every_seconds = 1, crontab = null, "
                       "last_run_at = app_clock() - interval '90 seconds'"};

/// A rig with a database.
class data_rig : public rig {
public:
    data_rig()
        : pool{executor(), testing_support::fresh_database().app(), {}, metrics} {}
    ~data_rig() {
        run([this] { return pool.close(); });
    }

    async::task<std::string> enqueue(tasks::task_call call, bool commits = true) {
        const auto body = [&](postgres::transaction& tx) -> async::task<std::string> {
            auto id = co_await tasks::enqueue(tx, call);
            if (!commits)
                throw std::runtime_error{"rolled back"};
            co_return id;
        };
        co_return co_await pool.in_transaction(postgres::lane::work, soon(), body);
    }

    async::task<std::int64_t> outbox_size() {
        co_return (co_await pool.run(postgres::lane::read, soon(), count_outbox))[0]
            .at<std::int64_t>(0);
    }

    std::unique_ptr<tasks::relay> make_relay(std::chrono::milliseconds poll_every = 100ms) {
        return std::make_unique<tasks::relay>(executor(),
                                              tasks::relay_config{.poll_every = poll_every}, pool,
                                              redis, broker_address(), base::logger{}, metrics);
    }

    postgres::pool pool;
};

TEST(tasks_outbox, publishes_what_was_committed_under_the_rows_id) {
    data_rig r;
    r.run_test([&]() -> async::task<> {
        r.start_worker();
        const auto relay = r.make_relay();
        r.running.spawn("relay", relay->run());
        const auto id = co_await r.enqueue({"t.add", {1, 2}});
        EXPECT_EQ((co_await r.caller.wait(soon(), id)).at("result"), 3);
        // The relay commits after publishing, so the result may be here first.
        const auto until = soon();
        while (co_await r.outbox_size() > 0 && !until.expired())
            co_await async::sleep_for(2ms);
        EXPECT_EQ(co_await r.outbox_size(), 0);
        r.running.cancel();
        co_await r.running.join();
    });
}

TEST(tasks_outbox, publishes_nothing_that_was_rolled_back) {
    data_rig r;
    r.run_test([&]() -> async::task<> {
        bool failed = false;
        try {
            co_await r.enqueue({"t.add", {1, 2}}, false);
        } catch (const std::runtime_error&) {
            failed = true;
        }
        EXPECT_TRUE(failed);
        EXPECT_EQ(co_await r.make_relay()->move_batch(), 0u);
    });
}

TEST(tasks_outbox, keeps_a_far_eta_and_so_survives_a_flush) {
    data_rig r;
    r.run_test([&]() -> async::task<> {
        co_await r.enqueue({.name = "t.add", .args = {1, 2}, .eta = r.clock.now() + 11min});
        co_await r.enqueue({.name = "t.add", .args = {1, 2}, .eta = r.clock.now() + 9min});
        const auto relay = r.make_relay();
        EXPECT_EQ(co_await relay->move_batch(), 1u);
        EXPECT_EQ(co_await r.count("LLEN", "celery"), 1);
        co_await r.redis.run(soon(), {"FLUSHALL"});
        EXPECT_EQ(co_await r.outbox_size(), 1);
    });
}

TEST(tasks_outbox, keeps_its_rows_while_redis_is_away) {
    data_rig r;
    r.run_test([&]() -> async::task<> {
        const auto relay = r.make_relay();
        for (int i = 0; i < 600; ++i)
            co_await r.enqueue({"t.add", {i, 2}});
        private_redis().crash();
        bool failed = false;
        try {
            co_await relay->move_batch();
        } catch (const base::outage&) {
            failed = true;
        }
        EXPECT_TRUE(failed);
        EXPECT_EQ(co_await r.outbox_size(), 600);
        private_redis().start();
        r.running.spawn("relay", relay->run());
        const auto until = soon();
        while (co_await r.outbox_size() > 0 && !until.expired())
            co_await async::sleep_for(10ms);
        EXPECT_EQ(co_await r.count("LLEN", "celery"), 600);
        r.running.cancel();
        co_await r.running.join();
    });
}

TEST(tasks_outbox, is_rung_after_a_commit) {
    data_rig r;
    r.run_test([&]() -> async::task<> {
        const auto relay = r.make_relay(1h);
        r.running.spawn("relay", relay->run());
        co_await async::sleep_for(100ms); // its first look, and its subscription
        co_await r.enqueue({"t.add", {1, 2}});
        co_await tasks::ring_relays(r.redis);
        const auto until = soon();
        while (co_await r.count("LLEN", "celery") == 0 && !until.expired())
            co_await async::sleep_for(2ms);
        EXPECT_EQ(co_await r.count("LLEN", "celery"), 1);
        r.running.cancel();
        co_await r.running.join();
    });
}

TEST(tasks_beat, fires_once_however_many_run_and_catches_up_once) {
    data_rig r;
    r.run_test([&]() -> async::task<> {
        co_await r.pool.run(postgres::lane::work, soon(), leave_only,
                            postgres::params{"check-active-promos"});
        std::vector<std::unique_ptr<tasks::beat>> beats;
        for (int i = 0; i < 4; ++i) {
            beats.push_back(std::make_unique<tasks::beat>(tasks::beat_config{}, r.pool,
                                                          base::logger{}, r.metrics));
            r.running.spawn("beat", beats.back()->run());
        }
        co_await async::sleep_for(300ms);
        EXPECT_EQ(co_await r.outbox_size(), 1) << "90 rounds were missed";
        co_await async::sleep_for(2s);
        r.running.cancel();
        co_await r.running.join();
        EXPECT_EQ(co_await r.outbox_size(), 3);
        const auto rows = co_await r.pool.run(postgres::lane::read, soon(), list_outbox);
        EXPECT_EQ(rows[0].at<std::string>(0), "promotions.tasks.check_active_promos");
    });
}

} // namespace
