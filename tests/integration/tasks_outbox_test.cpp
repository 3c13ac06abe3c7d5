// The outbox, its relay and beat on a redis-server and a PostgreSQL of their own.
#include "integration/tasks_rig.hpp"
#include "support/postgres_server.hpp"
#include "tasks/beat.hpp"
#include "tasks/outbox.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace tasks_rig;

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
