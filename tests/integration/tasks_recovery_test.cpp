// What becomes of the tasks of workers that are killed.
#include "integration/tasks_rig.hpp"
#include "tasks/worker.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace tasks_rig;

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

} // namespace
