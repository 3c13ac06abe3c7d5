#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "base/errors.hpp"
#include "postgres/database_clock.hpp"
#include "postgres/listener.hpp"
#include "postgres/pool.hpp"
#include "support/loop.hpp"
#include "support/postgres_server.hpp"
#include "support/silent_names.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <gmock/gmock.h>

// Losses, restarts, and what travels outside of the pipelines: COPY, LISTEN, the clock.
namespace {

using namespace std::chrono_literals;
using async::deadline;
using postgres::lane;
using postgres::params;
using postgres::statement;
using steady = std::chrono::steady_clock;

constexpr statement sleep_for_a_while{"test.sleep", "select 1 from pg_sleep($1::float8)"};
constexpr statement backend{"test.backend", "select pg_backend_pid()"};
constexpr statement count{"test.count", "select count(*) from item"};

deadline soon() {
    return deadline::after(10s);
}

class postgres_outage : public testing::Test {
protected:
    static void SetUpTestSuite() {
        database_ = &testing_support::empty_database();
        database_->execute("create table item (id bigint primary key, name text);"
                           "create function app_clock() returns timestamptz language sql as"
                           " 'select clock_timestamp() + interval ''1 hour'''");
    }
    void SetUp() override { database_->execute("truncate item"); }

    postgres::result run(lane in, const statement& what, params with = {}) {
        return loop_.run([&] { return loop_.pool().run(in, soon(), what, std::move(with)); });
    }
    postgres::pool& pool() { return loop_.pool(); }

    /// Ends every session of the database but the one that says so.
    static void terminate_all() {
        database_->execute("select pg_terminate_backend(pid) from pg_stat_activity"
                           " where datname = current_database() and pid <> pg_backend_pid()");
    }

    static inline testing_support::database* database_ = nullptr;
    testing_support::pool_loop loop_{database_->owner()};
};

async::task<> attempt(postgres::pool& pool, lane in, const statement& what, params with,
                      std::string& outcome) {
    try {
        co_await pool.run(in, soon(), what, std::move(with));
        outcome = "ok";
    } catch (const base::outage& e) {
        outcome = "outage: " + e.part();
    } catch (const std::exception& e) {
        outcome = e.what();
    }
}

TEST_F(postgres_outage, a_terminated_session_is_replaced) {
    for (const auto in : {lane::read, lane::work, lane::desk}) {
        const auto before = run(in, backend).value<std::int32_t>();
        terminate_all();
        loop_.run([] { return async::sleep_for(50ms); }); // idle connections notice by themselves
        EXPECT_NE(run(in, backend).value<std::int32_t>(), before);
    }
}

TEST_F(postgres_outage, what_was_in_flight_is_an_outage) {
    std::array<std::string, 2> outcomes;
    loop_.run([&]() -> async::task<> {
        async::task_group group{loop_.executor(), {}};
        group.spawn("read",
                    attempt(pool(), lane::read, sleep_for_a_while, params{0.9}, outcomes[0]));
        group.spawn("work",
                    attempt(pool(), lane::work, sleep_for_a_while, params{0.9}, outcomes[1]));
        co_await async::sleep_for(200ms);
        terminate_all();
        co_await group.join();
    });
    EXPECT_THAT(outcomes, testing::Each("outage: postgresql"));
    EXPECT_NO_THROW(run(lane::read, backend));
    EXPECT_NO_THROW(run(lane::work, backend));
}

TEST_F(postgres_outage, a_stopped_server_is_known_at_once_and_found_again) {
    auto& server = testing_support::private_postgres();
    run(lane::read, backend);
    run(lane::work, backend);
    server.stop();
    EXPECT_THROW(run(lane::read, backend), base::outage);
    const auto began = steady::now();
    for (int i = 0; i < 200; ++i) {
        EXPECT_THROW(run(i % 2 ? lane::read : lane::work, backend), base::outage);
    }
    EXPECT_LT(steady::now() - began, 1s);

    server.start();
    const auto until = deadline::after(3s);
    std::array<std::string, 2> outcomes;
    while (!until.expired() && outcomes != std::array<std::string, 2>{"ok", "ok"}) {
        loop_.run([&]() -> async::task<> {
            co_await attempt(pool(), lane::read, backend, {}, outcomes[0]);
            co_await attempt(pool(), lane::work, backend, {}, outcomes[1]);
            co_await async::sleep_for(10ms);
        });
    }
    EXPECT_THAT(outcomes, testing::Each("ok"));
}

TEST_F(postgres_outage, a_killed_server_takes_what_was_in_flight) {
    auto& server = testing_support::private_postgres();
    std::string outcome;
    loop_.run([&]() -> async::task<> {
        async::task_group group{loop_.executor(), {}};
        group.spawn("read", attempt(pool(), lane::read, sleep_for_a_while, params{0.9}, outcome));
        co_await async::sleep_for(100ms);
        server.crash();
        co_await group.join();
    });
    EXPECT_EQ(outcome, "outage: postgresql");
    // Backends without their postmaster need a moment to leave; until then a new one refuses to
    // start.
    for (int i = 0; i < 50; ++i) {
        try {
            server.start();
            break;
        } catch (const std::runtime_error&) {
            loop_.run([] { return async::sleep_for(100ms); });
        }
    }
    for (const auto until = soon(); !until.expired() && outcome != "ok";) {
        loop_.run([&]() -> async::task<> {
            co_await attempt(pool(), lane::read, backend, {}, outcome);
            co_await async::sleep_for(10ms);
        });
    }
    EXPECT_EQ(outcome, "ok");
}

// Accepts connections, says nothing: the worst kind of absence.
TEST_F(postgres_outage, a_silent_server_costs_one_connect_timeout) {
    testing_support::loop silent;
    boost::asio::ip::tcp::acceptor nobody{silent.context(),
                                          {boost::asio::ip::address_v4::loopback(), 0}};
    auto where = database_->owner();
    where.port = nobody.local_endpoint().port();
    where.connect_timeout = 200ms;
    base::metrics metrics;
    postgres::pool lost{silent.executor(), where, {}, metrics};
    const auto ask = [&] { return lost.run(lane::read, soon(), backend); };
    const auto began = steady::now();
    EXPECT_THROW(silent.run(ask), base::outage);
    EXPECT_GE(steady::now() - began, 150ms);
    const auto again = steady::now();
    EXPECT_THROW(silent.run(ask), base::outage);
    EXPECT_LT(steady::now() - again, 20ms);
    silent.run([&] { return lost.close(); });
}

TEST_F(postgres_outage, a_refused_log_in_says_why) {
    auto where = database_->owner();
    where.password = "wrong";
    testing_support::pool_loop stranger{where};
    try {
        stranger.run([&] { return stranger.pool().run(lane::work, soon(), backend); });
        FAIL();
    } catch (const base::outage& e) {
        EXPECT_THAT(e.what(), testing::HasSubstr("password authentication failed"));
        EXPECT_THAT(e.what(), testing::Not(testing::HasSubstr("wrong")));
    }
}

TEST_F(postgres_outage, names_are_resolved) {
    auto where = database_->owner();
    where.host = "localhost";
    testing_support::pool_loop local{where};
    EXPECT_NO_THROW(local.run([&] { return local.pool().run(lane::read, soon(), backend); }));
    where.host = "no-such-host.invalid";
    where.connect_timeout = 500ms;
    testing_support::pool_loop nowhere{where};
    EXPECT_THROW(nowhere.run([&] { return nowhere.pool().run(lane::read, soon(), backend); }),
                 base::outage);
}

// PQconnectStart with a name blocked its thread for 2 s.
TEST_F(postgres_outage, names_that_nobody_answers_stop_no_one_else) {
    auto where = database_->owner();
    where.host = testing_support::silent_host();
    where.connect_timeout = 300ms;
    testing_support::pool_loop lost{where};
    std::string outcome;
    steady::duration longest{};
    lost.run([&]() -> async::task<> {
        async::task_group group{lost.executor(), {}};
        group.spawn("lost", attempt(lost.pool(), lane::read, backend, {}, outcome));
        for (auto began = steady::now(); outcome.empty(); began = steady::now()) {
            co_await async::sleep_for(5ms);
            longest = std::max(longest, steady::now() - began);
        }
        co_await group.join();
    });
    EXPECT_EQ(outcome, "outage: postgresql");
    EXPECT_LT(longest, 1s) << "the loop stood still";
}

// TLS has a buffer of its own, in which results may wait without an event of the socket.
TEST_F(postgres_outage, results_flow_through_tls) {
    database_->execute(
        "copy (select 1) to program 'cat >/dev/null; openssl req -x509 -newkey ec -nodes -days 2"
        " -pkeyopt ec_paramgen_curve:prime256v1 -subj /CN=localhost -keyout server.key"
        " -out server.crt 2>/dev/null && chmod 600 server.key'");
    database_->execute("alter system set ssl = on");
    database_->execute("select pg_reload_conf()");
    auto where = database_->owner();
    where.sslmode = "require";
    for (const auto until = soon();
         !until.expired();) { // the postmaster reads its configuration a moment later
        testing_support::pool_loop probe{where};
        std::string outcome;
        probe.run([&] { return attempt(probe.pool(), lane::work, backend, {}, outcome); });
        if (outcome == "ok")
            break;
    }
    testing_support::pool_loop tls{where};
    constexpr statement encrypted{"test.tls",
                                  "select ssl from pg_stat_ssl where pid = pg_backend_pid()"};
    EXPECT_TRUE(
        tls.run([&] { return tls.pool().run(lane::read, soon(), encrypted); }).value<bool>());
    static constexpr statement big{"test.big", "select repeat($1::text, 2)"};
    std::size_t bytes = 0;
    const auto one = [](postgres::pool& pool, std::size_t& sum) -> async::task<> {
        for (std::size_t size = 1; size < 300'000; size = size * 3 + 1) {
            const auto rows =
                co_await pool.run(lane::read, soon(), big, params{std::string(size, 'x')});
            sum += rows.value<std::string>().size() - 2 * size + 1;
        }
    };
    tls.run([&]() -> async::task<> {
        async::task_group group{tls.executor(), {}};
        for (int i = 0; i < 20; ++i)
            group.spawn("big", one(tls.pool(), bytes));
        co_await group.join();
    });
    EXPECT_EQ(bytes, 20u * 12u);
    database_->execute("alter system reset ssl");
    database_->execute("select pg_reload_conf()");
}

TEST_F(postgres_outage, copies_in_all_or_nothing) {
    int next = 0;
    std::string piece;
    const auto numbers = [&]() -> std::string_view {
        piece.clear();
        for (int i = 0; i < 1000 && next < 300'000; ++i)
            piece += fmt::format("{}\tname {}\n", next++, i);
        return piece;
    };
    const std::string sql = "copy item (id, name) from stdin";
    EXPECT_EQ(loop_.run([&] { return pool().copy_in(deadline::after(60s), sql, numbers); }),
              300'000);
    EXPECT_EQ(run(lane::read, count).value<std::int64_t>(), 300'000);

    bool sent = false;
    const auto doubled = [&]() -> std::string_view {
        return std::exchange(sent, true) ? "" : "300001\ta\n7\tb\n";
    };
    EXPECT_THROW(loop_.run([&] { return pool().copy_in(soon(), sql, doubled); }),
                 postgres::query_error);
    const auto broken = []() -> std::string_view {
        throw std::runtime_error{"the file ended early"};
    };
    EXPECT_THROW(loop_.run([&] { return pool().copy_in(soon(), sql, broken); }),
                 std::runtime_error);
    EXPECT_THROW(
        loop_.run([&] { return pool().copy_in(soon(), "copy nothing from stdin", broken); }),
        postgres::query_error);
    const auto endless = [] { return std::string_view{"1\ta\n"}; };
    EXPECT_THROW(loop_.run([&] { return pool().copy_in(deadline::after(50ms), sql, endless); }),
                 base::deadline_exceeded);
    EXPECT_EQ(run(lane::read, count).value<std::int64_t>(), 300'000);
}

TEST_F(postgres_outage, listens_again_after_a_loss) {
    postgres::listener listener{database_->owner(), {}};
    int connected = 0;
    std::vector<std::string> heard;
    async::event changed{loop_.executor()};
    listener.on_connected([&] {
        ++connected;
        changed.notify_all();
    });
    listener.listen("shop \"one\"", [&](std::string_view payload) {
        heard.emplace_back(payload);
        changed.notify_all();
        if (payload == "bad")
            throw std::runtime_error{"the handler's own"};
    });
    loop_.run([&]() -> async::task<> {
        async::task_group group{loop_.executor(), {}};
        group.spawn("listener", listener.run());
        while (connected < 1)
            co_await changed.wait();
        database_->execute("select pg_notify('shop \"one\"', 'bad'), pg_notify('other', 'x'),"
                           " pg_notify('shop \"one\"', 'second')");
        while (heard.size() < 2)
            co_await changed.wait();
        terminate_all();
        while (connected < 2)
            co_await changed.wait();
        database_->execute("select pg_notify('shop \"one\"', 'third')");
        while (heard.size() < 3)
            co_await changed.wait();
        group.cancel();
        co_await group.join();
    });
    EXPECT_THAT(heard, testing::ElementsAre("bad", "second", "third"));
}

TEST_F(postgres_outage, the_clock_follows_the_database) {
    base::offset_clock clock;
    postgres::database_clock follower{pool(), clock, {}};
    loop_.run([&] { return follower.measure(soon()); });
    EXPECT_NEAR(std::chrono::duration<double>(clock.offset()).count(), 3600.0, 0.1);
}

} // namespace
