// Workers on a redis-server of their own.
#include "integration/tasks_rig.hpp"
#include "tasks/worker.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace tasks_rig;

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

TEST(tasks_worker, asks_no_more_often_than_its_polls_while_idle) {
    rig r;
    r.run_test([&]() -> async::task<> {
        auto config = quick_config();
        config.poll_every = 100ms;
        r.start_worker(config);
        co_await r.call({"t.add", {1, 2}});
        co_await r.until_settled();
        co_await r.redis.run(soon(), {"CONFIG", "RESETSTAT"});
        co_await async::sleep_for(1s);
        const auto info = (co_await r.redis.run(soon(), {"INFO", "commandstats"})).text;
        const std::string before = "cmdstat_evalsha:calls=";
        const auto at = info.find(before);
        if (at == std::string::npos)
            throw std::runtime_error{"the worker asked nothing: " + info};
        // 10 fetches, 10 reclaims and 5 renewals; twice that for a clock that is not ours.
        EXPECT_LE(std::stoi(info.substr(at + before.size())), 50);
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

} // namespace
