#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "base/errors.hpp"
#include "postgres/pool.hpp"
#include "support/loop.hpp"
#include "support/postgres_server.hpp"

#include <gmock/gmock.h>

// What a pool promises while its server is well; postgres_outage_test.cpp has the rest.
namespace {

using namespace std::chrono_literals;
using async::deadline;
using postgres::lane;
using postgres::params;
using postgres::statement;
using postgres::transaction;
using steady = std::chrono::steady_clock;

constexpr statement insert{"test.insert", "insert into item (id) values ($1::bigint)"};
constexpr statement count{"test.count", "select count(*) from item"};
constexpr statement fail{"test.fail", "select 1 / ($1::bigint - $1::bigint)"};
constexpr statement sleep_then{"test.sleep", "select $2::bigint from pg_sleep($1::float8)"};
constexpr statement echo{"test.echo", "select $1::bigint"};
constexpr statement backend{"test.backend", "select pg_backend_pid()"};

deadline soon() {
    return deadline::after(10s);
}

postgres::config small(postgres::config where) {
    where.desk = {1, 1, 2000ms};
    where.read = {1, 4096, 1000ms};
    where.work = {1, 1, 1000ms};
    return where;
}

class postgres_pool : public testing::Test {
protected:
    static void SetUpTestSuite() {
        database_ = &testing_support::empty_database();
        database_->execute("create table item (id bigint primary key);"
                           "create table part (item_id bigint constraint part_of references item "
                           "deferrable initially deferred)");
    }

    void SetUp() override { database_->execute("truncate item, part"); }

    postgres::pool& pool() { return loop_->pool(); }
    boost::asio::any_io_executor executor() { return loop_->executor(); }

    postgres::result run(lane in, const statement& what, params with = {}) {
        return loop_->run([&] { return pool().run(in, soon(), what, std::move(with)); });
    }
    std::int64_t rows() { return run(lane::read, count).value<std::int64_t>(); }

    static inline testing_support::database* database_ = nullptr;
    std::optional<testing_support::pool_loop> loop_{std::in_place, small(database_->owner())};
};

/// Runs one statement and keeps its outcome: "ok", or what failed.
async::task<> attempt(postgres::pool& pool, lane in, deadline until, const statement& what,
                      params with, std::string& outcome) {
    try {
        co_await pool.run(in, until, what, std::move(with));
        outcome = "ok";
    } catch (const postgres::query_error& e) {
        outcome = e.sqlstate();
    } catch (const base::overload& e) {
        outcome = e.limit();
    } catch (const base::deadline_exceeded& e) {
        outcome = "late: " + e.step();
    } catch (const boost::system::system_error&) {
        outcome = "cancelled";
    }
}

TEST_F(postgres_pool, a_failure_undoes_neither_neighbour) {
    std::array<std::string, 3> outcomes;
    loop_->run([&]() -> async::task<> {
        co_await pool().run(lane::read, soon(), echo,
                            params{std::int64_t{0}}); // connected: all three share one trip
        async::task_group group{executor(), {}};
        group.spawn("before", attempt(pool(), lane::read, soon(), insert, params{std::int64_t{1}},
                                      outcomes[0]));
        group.spawn("failing", attempt(pool(), lane::read, soon(), fail, params{std::int64_t{1}},
                                       outcomes[1]));
        group.spawn("after", attempt(pool(), lane::read, soon(), insert, params{std::int64_t{2}},
                                     outcomes[2]));
        co_await group.join();
    });
    EXPECT_THAT(outcomes, testing::ElementsAre("ok", "22012", "ok"));
    EXPECT_EQ(rows(), 2);
}

// The INSERT itself answers COMMAND_OK; its deferred constraint fails when the Sync commits it.
TEST_F(postgres_pool, a_result_before_its_sync_is_no_success) {
    constexpr statement orphan{"test.orphan", "insert into part (item_id) values (77)"};
    for (const auto in : {lane::read, lane::work}) {
        try {
            run(in, orphan);
            FAIL() << "reported as stored";
        } catch (const postgres::query_error& e) {
            EXPECT_EQ(e.sqlstate(), "23503");
            EXPECT_TRUE(e.violates("part_of"));
        }
    }
    EXPECT_EQ(run(lane::read, {"test.parts", "select count(*) from part"}).value<std::int64_t>(),
              0);
}

TEST_F(postgres_pool, a_cancelled_callers_slot_is_drained) {
    for (const auto in : {lane::read, lane::work}) {
        std::string outcome;
        std::int64_t next = 0;
        const auto began = steady::now();
        loop_->run([&]() -> async::task<> {
            co_await pool().run(in, soon(), echo, params{std::int64_t{0}});
            async::task_group group{executor(), {}};
            group.spawn("sleeper", attempt(pool(), in, soon(), sleep_then,
                                           params{0.2, std::int64_t{5}}, outcome));
            co_await async::sleep_for(20ms);
            group.cancel();
            co_await group.join();
            EXPECT_EQ(outcome, "cancelled");
            EXPECT_LT(steady::now() - began, 150ms) << "the caller had to wait";
            next = (co_await pool().run(in, soon(), echo, params{std::int64_t{6}}))
                       .value<std::int64_t>();
        });
        EXPECT_EQ(next, 6);
        EXPECT_GE(steady::now() - began, 200ms) << "the connection was used while it was busy";
    }
}

TEST_F(postgres_pool, a_caller_leaves_at_its_deadline) {
    EXPECT_EQ(run(lane::read, echo, params{std::int64_t{2}}).value<std::int64_t>(), 2);
    std::string outcome;
    loop_->run([&] { // connected: what is late is the statement, not its connection
        return attempt(pool(), lane::read, deadline::after(300ms), sleep_then,
                       params{1.0, std::int64_t{5}}, outcome);
    });
    EXPECT_EQ(outcome, "late: test.sleep");
    EXPECT_EQ(run(lane::read, echo, params{std::int64_t{1}}).value<std::int64_t>(), 1);
}

TEST_F(postgres_pool, the_server_ends_what_lasts_too_long) {
    auto where = small(database_->owner());
    where.read.statement_timeout = 50ms;
    testing_support::pool_loop brief{where};
    std::array<std::string, 2> outcomes;
    brief.run([&]() -> async::task<> {
        async::task_group group{brief.executor(), {}};
        group.spawn("slow", attempt(brief.pool(), lane::read, soon(), sleep_then,
                                    params{5.0, std::int64_t{1}}, outcomes[0]));
        group.spawn("next", attempt(brief.pool(), lane::read, soon(), echo, params{std::int64_t{1}},
                                    outcomes[1]));
        co_await group.join();
    });
    EXPECT_THAT(outcomes, testing::ElementsAre("late: test.sleep", "ok"));
}

TEST_F(postgres_pool, a_thrown_transaction_is_undone_and_its_connection_used_again) {
    const auto pid = run(lane::work, backend).value<std::int32_t>();
    const auto body = [](transaction& tx) -> async::task<> {
        co_await tx.run(insert, params{std::int64_t{1}});
        throw std::runtime_error{"no"};
    };
    EXPECT_THROW(loop_->run([&] { return pool().in_transaction(lane::work, soon(), body); }),
                 std::runtime_error);
    EXPECT_EQ(run(lane::work, count).value<std::int64_t>(), 0);
    EXPECT_EQ(run(lane::work, backend).value<std::int32_t>(), pid);
}

TEST_F(postgres_pool, a_transaction_commits_all_or_nothing) {
    const auto two = [](transaction& tx) -> async::task<std::int64_t> {
        co_await tx.run(insert, params{std::int64_t{1}});
        co_await tx.run(insert, params{std::int64_t{2}});
        co_return (co_await tx.run(count)).value<std::int64_t>();
    };
    EXPECT_EQ(loop_->run([&] { return pool().in_transaction(lane::work, soon(), two); }), 2);
    const auto again = [](transaction& tx) -> async::task<> {
        co_await tx.run(insert, params{std::int64_t{3}});
        co_await tx.run(insert, params{std::int64_t{1}});
    };
    EXPECT_THROW(loop_->run([&] { return pool().in_transaction(lane::work, soon(), again); }),
                 postgres::query_error);
    const auto nothing = [](transaction&) -> async::task<int> { co_return 7; };
    EXPECT_EQ(loop_->run([&] { return pool().in_transaction(lane::desk, soon(), nothing); }), 7);
    EXPECT_EQ(rows(), 2);
}

TEST_F(postgres_pool, a_failed_commit_is_a_failure) {
    const auto orphan = [](transaction& tx) -> async::task<> {
        co_await tx.run({"test.orphan", "insert into part (item_id) values (77)"});
    };
    EXPECT_THROW(loop_->run([&] { return pool().in_transaction(lane::work, soon(), orphan); }),
                 postgres::query_error);
    EXPECT_EQ(run(lane::work, echo, params{std::int64_t{1}}).value<std::int64_t>(), 1);
}

// A body may turn a violation into a domain error; it may not go on as if nothing had happened.
TEST_F(postgres_pool, a_caught_failure_still_undoes_the_transaction) {
    const auto twice = [](transaction& tx) -> async::task<std::expected<int, std::string>> {
        try {
            co_await tx.run(insert, params{std::int64_t{1}});
            co_await tx.run(insert, params{std::int64_t{1}});
        } catch (const postgres::query_error& e) {
            co_return std::unexpected{e.constraint()};
        }
        co_return 1;
    };
    const auto outcome =
        loop_->run([&] { return pool().in_transaction(lane::work, soon(), twice); });
    EXPECT_EQ(outcome.error(), "item_pkey");
    const auto deaf = [](transaction& tx) -> async::task<int> {
        try {
            co_await tx.run(fail, params{std::int64_t{1}});
        } catch (const postgres::query_error&) {
        }
        co_return 1;
    };
    EXPECT_THROW(loop_->run([&] { return pool().in_transaction(lane::work, soon(), deaf); }),
                 std::logic_error);
    EXPECT_EQ(rows(), 0);
}

async::task<> insert_and_sleep(postgres::pool& pool) {
    const auto body = [](transaction& tx) -> async::task<> {
        co_await tx.run(insert, params{std::int64_t{1}});
        co_await tx.run(sleep_then, params{0.2, std::int64_t{1}});
    };
    co_await pool.in_transaction(lane::work, soon(), body);
}

TEST_F(postgres_pool, a_cancelled_transaction_is_undone_before_the_next) {
    const auto pid = run(lane::work, backend).value<std::int32_t>();
    loop_->run([&]() -> async::task<> {
        async::task_group group{executor(), {}};
        group.spawn("transaction", insert_and_sleep(pool()));
        co_await async::sleep_for(50ms);
        group.cancel();
        co_await group.join();
    });
    EXPECT_EQ(run(lane::work, count).value<std::int64_t>(), 0);
    EXPECT_EQ(run(lane::work, backend).value<std::int32_t>(), pid);
}

TEST_F(postgres_pool, an_idle_transaction_is_ended_by_the_server) {
    auto where = small(database_->owner());
    where.work.statement_timeout = 50ms;
    testing_support::pool_loop brief{where};
    const auto body = [](transaction& tx) -> async::task<> {
        co_await tx.run(insert, params{std::int64_t{1}});
        co_await async::sleep_for(200ms);
        co_await tx.run(insert, params{std::int64_t{2}});
    };
    EXPECT_ANY_THROW(
        brief.run([&] { return brief.pool().in_transaction(lane::work, soon(), body); }));
    EXPECT_EQ(brief.run([&] { return brief.pool().run(lane::work, soon(), count); })
                  .value<std::int64_t>(),
              0);
}

TEST_F(postgres_pool, a_lane_refuses_beyond_its_limit) {
    std::array<std::string, 3> outcomes;
    loop_->run([&]() -> async::task<> {
        async::task_group group{executor(), {}};
        for (auto& outcome : outcomes) {
            group.spawn("one", attempt(pool(), lane::work, soon(), sleep_then,
                                       params{0.05, std::int64_t{1}}, outcome));
        }
        co_await group.join();
    });
    EXPECT_THAT(outcomes, testing::ElementsAre("ok", "ok", "postgres.work"));

    auto where = small(database_->owner());
    where.read = {1, 4, 1000ms};
    testing_support::pool_loop narrow{where};
    std::vector<std::string> many(20);
    narrow.run([&]() -> async::task<> {
        async::task_group group{narrow.executor(), {}};
        for (auto& outcome : many) {
            group.spawn("one", attempt(narrow.pool(), lane::read, soon(), echo,
                                       params{std::int64_t{1}}, outcome));
        }
        co_await group.join();
    });
    EXPECT_EQ(std::ranges::count(many, "ok"), 5);
    EXPECT_EQ(std::ranges::count(many, "postgres.read"), 15);
    EXPECT_THAT(narrow.metrics().to_text(),
                testing::HasSubstr("marketplace_postgres_refused_total{lane=\"read\"} 15"));
}

TEST_F(postgres_pool, a_waiter_for_a_lane_keeps_its_deadline) {
    std::string first;
    std::string second;
    loop_->run([&]() -> async::task<> {
        co_await pool().run(lane::work, soon(), echo, params{std::int64_t{0}});
        async::task_group group{executor(), {}};
        group.spawn("one", attempt(pool(), lane::work, soon(), sleep_then,
                                   params{0.2, std::int64_t{1}}, first));
        group.spawn("two", attempt(pool(), lane::work, deadline::after(20ms), echo,
                                   params{std::int64_t{1}}, second));
        co_await group.join();
    });
    EXPECT_EQ(first, "ok");
    EXPECT_EQ(second, "late: postgres.work");
}

// One slow statement holds up only its own pipeline.
TEST_F(postgres_pool, reads_go_to_the_shortest_queue) {
    auto where = small(database_->owner());
    where.read.connections = 2;
    testing_support::pool_loop both{where};
    std::string slow;
    both.run([&]() -> async::task<> {
        async::task_group group{both.executor(), {}};
        group.spawn("slow", attempt(both.pool(), lane::read, soon(), sleep_then,
                                    params{0.5, std::int64_t{1}}, slow));
        co_await async::sleep_for(100ms);
        // The first of these may still have to stand behind the slow one while it opens the other
        // connection.
        co_await async::with_deadline(
            deadline::after(300ms), "reads", [](postgres::pool& pool) -> async::task<> {
                std::string behind;
                async::task_group starter{co_await boost::asio::this_coro::executor, {}};
                starter.spawn("behind", attempt(pool, lane::read, soon(), echo,
                                                params{std::int64_t{1}}, behind));
                co_await async::sleep_for(100ms);
                for (std::int64_t i = 0; i < 20; ++i)
                    co_await pool.run(lane::read, soon(), echo, params{i});
                starter.cancel();
                co_await starter.join();
            }(both.pool()));
        co_await group.join();
    });
    EXPECT_EQ(slow, "ok");
}

// More than the sockets hold in both directions: neither side may wait for the other to read.
TEST_F(postgres_pool, a_flood_in_both_directions_flows) {
    static constexpr statement big{"test.big", "select repeat($1::text, 2)"};
    auto where = small(database_->owner());
    where.read.statement_timeout = 30s;
    testing_support::pool_loop flood{where};
    std::size_t bytes = 0;
    const auto one = [](postgres::pool& pool, std::size_t& sum) -> async::task<> {
        const auto rows = co_await pool.run(lane::read, deadline::after(60s), big,
                                            params{std::string(200'000, 'x')});
        sum += rows.value<std::string>().size();
    };
    flood.run([&]() -> async::task<> {
        async::task_group group{flood.executor(), {}};
        for (int i = 0; i < 200; ++i)
            group.spawn("big", one(flood.pool(), bytes));
        co_await group.join();
    });
    EXPECT_EQ(bytes, 200u * 400'000u);
}

TEST_F(postgres_pool, prepares_once_and_again_after_a_failure) {
    constexpr statement broken{"test.broken", "select no_such_column from item"};
    for (int i = 0; i < 2; ++i) {
        std::array<std::string, 2> outcomes;
        loop_->run([&]() -> async::task<> {
            async::task_group group{executor(), {}};
            for (auto& outcome : outcomes)
                group.spawn("one", attempt(pool(), lane::read, soon(), broken, {}, outcome));
            co_await group.join();
        });
        EXPECT_EQ(outcomes[0], "42703");
        EXPECT_THAT(outcomes[1], testing::AnyOf("42703", "26000"));
    }
    for (std::int64_t i = 0; i < 3; ++i)
        run(lane::read, echo, params{i});
    constexpr statement uses{
        "test.uses",
        "select generic_plans + custom_plans from pg_prepared_statements where name = 'test.echo'"};
    EXPECT_EQ(run(lane::read, uses).value<std::int64_t>(), 3);
    EXPECT_THROW(run(lane::read, {"test.echo", "select 2"}), std::logic_error);
}

// A migration that runs beside us changes the columns of a statement that is already prepared.
TEST_F(postgres_pool, a_changed_result_type_heals) {
    database_->execute(
        "drop table if exists shape; create table shape (a int); insert into shape values (1)");
    const statement all{"test.shape", "select * from shape"};
    EXPECT_EQ(run(lane::read, all).columns(), 1);
    database_->execute("alter table shape add column b int");
    EXPECT_THROW(run(lane::read, all), postgres::query_error);
    EXPECT_EQ(run(lane::read, all).columns(), 2);
    EXPECT_EQ(run(lane::read, all).columns(), 2);
}

TEST_F(postgres_pool, a_copy_cannot_wedge_it) {
    EXPECT_THROW(run(lane::read, {"test.copy", "copy item from stdin"}), std::logic_error);
    EXPECT_THROW(run(lane::work, {"test.copy", "copy item from stdin"}), std::logic_error);
    EXPECT_EQ(rows(), 0);
    EXPECT_EQ(run(lane::work, count).value<std::int64_t>(), 0);
}

TEST_F(postgres_pool, a_lock_that_is_taken_is_a_late_step) {
    static constexpr statement lock_now{"test.nowait",
                                        "select id from item where id = 1 for update nowait"};
    run(lane::work, insert, params{std::int64_t{1}});
    std::string outcome;
    const auto locked = [this, &outcome](transaction& tx) -> async::task<> {
        co_await tx.run(lock_now);
        co_await attempt(pool(), lane::desk, soon(), lock_now, {}, outcome);
    };
    loop_->run([&] { return pool().in_transaction(lane::work, soon(), locked); });
    EXPECT_EQ(outcome, "late: test.nowait");
}

TEST_F(postgres_pool, sessions_are_set_up) {
    struct session {
        std::string time_zone, statement_timeout, idle_timeout, name, jit;
    };
    constexpr statement show{
        "test.show", "select current_setting('TimeZone'), current_setting('statement_timeout'),"
                     " current_setting('idle_in_transaction_session_timeout'),"
                     " current_setting('application_name'), current_setting('jit')"};
    const auto seen = run(lane::read, show).first<session>();
    EXPECT_EQ(seen->time_zone, "UTC");
    EXPECT_EQ(seen->statement_timeout, "1s");
    EXPECT_EQ(seen->idle_timeout, "1s");
    EXPECT_EQ(seen->name, "test/read");
    EXPECT_EQ(seen->jit, "off");

    database_->execute(
        "drop role if exists \"quiet reader\"; create role \"quiet reader\" nologin");
    auto where = small(database_->owner());
    where.role = "quiet reader";
    testing_support::pool_loop other{where};
    const auto who = other.run(
        [&] { return other.pool().run(lane::read, soon(), {"test.who", "select current_user"}); });
    EXPECT_EQ(who.value<std::string>(), "quiet reader");
}

TEST_F(postgres_pool, measures_each_statement) {
    run(lane::read, echo, params{std::int64_t{1}});
    EXPECT_THAT(
        loop_->metrics().to_text(),
        testing::HasSubstr("marketplace_postgres_query_seconds_count{statement=\"test.echo\"} 1"));
}

TEST_F(postgres_pool, sends_nothing_after_the_deadline) {
    const auto past = deadline::after(0ms);
    for (const auto in : {lane::read, lane::work}) {
        std::string outcome;
        loop_->run(
            [&] { return attempt(pool(), in, past, insert, params{std::int64_t{1}}, outcome); });
        EXPECT_THAT(outcome, testing::StartsWith("late"));
    }
    const auto slow = [](transaction& tx) -> async::task<> {
        co_await tx.run(insert, params{std::int64_t{1}});
        co_await async::sleep_for(100ms);
    };
    const auto brief = [&] {
        return pool().in_transaction(lane::work, deadline::after(80ms), slow);
    };
    EXPECT_THROW(loop_->run(brief), base::deadline_exceeded);
    EXPECT_EQ(run(lane::work, count).value<std::int64_t>(), 0);
}

TEST_F(postgres_pool, closes_after_what_runs) {
    run(lane::work, count); // the connection is there, so what is sent next runs at once
    std::string outcome;
    loop_->run([&]() -> async::task<> {
        async::task_group group{executor(), {}};
        group.spawn("one", attempt(pool(), lane::work, soon(), sleep_then,
                                   params{0.1, std::int64_t{1}}, outcome));
        co_await async::sleep_for(50ms);
        co_await pool().close();
        co_await group.join();
    });
    EXPECT_EQ(outcome, "ok");
    EXPECT_THROW(run(lane::read, count), base::outage);
    EXPECT_THROW(run(lane::work, count), base::outage);
}

} // namespace
