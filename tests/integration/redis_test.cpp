// The Redis client against a redis-server of its own.
#include "async/run_to_end.hpp"
#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "redis/client.hpp"
#include "redis/subscriber.hpp"
#include "support/redis_server.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using async::deadline;
using testing_support::redis_server;

redis::address address_of(const redis_server& server) {
    return redis::address::parse(server.url());
}

redis::options quick() {
    redis::options limits;
    limits.connect_timeout = 1000ms;
    limits.silence_max = 400ms;
    limits.ping_after = 400ms;
    limits.retry_first = 10ms;
    limits.retry_longest = 50ms;
    return limits;
}

/// Runs `test` with a client, which is closed afterwards whatever happened.
template <class F>
void with_client(const redis::address& where, F test) {
    asio::io_context io;
    redis::client client{io.get_executor(), where, {}, quick()};
    async::run_to_end(io, [&]() -> async::task<> {
        std::exception_ptr failure;
        try {
            co_await test(client);
        } catch (...) {
            failure = std::current_exception();
        }
        co_await client.close();
        if (failure)
            std::rethrow_exception(failure);
    });
}

deadline soon() {
    return deadline::after(5s);
}

async::task<redis::reply> until_it_works(redis::client& client, std::vector<std::string> command) {
    for (const auto give_up = deadline::after(5s);;) {
        try {
            co_return co_await client.run(soon(), command);
        } catch (const base::outage&) {
            if (give_up.expired())
                throw;
        }
        co_await async::sleep_for(5ms);
    }
}

TEST(redis_client, answers_and_tells_errors_apart) {
    redis_server server;
    with_client(address_of(server), [](redis::client& client) -> async::task<> {
        EXPECT_EQ((co_await client.run(soon(), {"SET", "a", "1"})).text, "OK");
        EXPECT_EQ((co_await client.run(soon(), {"GET", "a"})).text, "1");
        EXPECT_TRUE((co_await client.run(soon(), {"GET", "b"})).is_nil());
        bool refused = false;
        try {
            co_await client.run(soon(), {"LPUSH", "a", "x"});
        } catch (const redis::command_error& e) {
            refused = std::string_view{e.what()}.starts_with("WRONGTYPE");
        }
        EXPECT_TRUE(refused);
        const auto all =
            co_await client.run_all(soon(), {{"GET", "a"}, {"LPUSH", "a", "x"}, {"INCR", "a"}});
        EXPECT_EQ(all.at(0).text, "1");
        EXPECT_TRUE(all.at(1).is_error());
        EXPECT_EQ(all.at(2).integer, 2);
    });
}

TEST(redis_client, logs_in_and_selects) {
    redis_server server{"s3cret"};
    auto where = address_of(server);
    where.database = 3;
    with_client(where, [](redis::client& client) -> async::task<> {
        EXPECT_THAT((co_await client.run(soon(), {"CLIENT", "INFO"})).text,
                    testing::HasSubstr(" db=3 "));
    });
    where.password = "wrong";
    with_client(where, [](redis::client& client) -> async::task<> {
        std::string why;
        try {
            co_await client.run(soon(), {"PING"});
        } catch (const base::outage& e) {
            why = e.what();
        }
        EXPECT_THAT(why, testing::HasSubstr("WRONGPASS"));
    });
}

TEST(redis_client, loads_a_script_that_the_server_has_forgotten) {
    redis_server server;
    static const redis::script add{"return redis.call('INCRBY', KEYS[1], ARGV[1])"};
    with_client(address_of(server), [](redis::client& client) -> async::task<> {
        EXPECT_EQ((co_await client.eval(soon(), add, {"n"}, {"2"})).integer, 2);
        co_await client.run(soon(), {"SCRIPT", "FLUSH"});
        EXPECT_EQ((co_await client.eval(soon(), add, {"n"}, {"3"})).integer, 5);
    });
}

async::task<> count_up(redis::client& client, int times, std::vector<std::int64_t>& seen) {
    for (int i = 0; i < times; ++i)
        seen.push_back((co_await client.run(soon(), {"INCR", "n"})).integer);
}

TEST(redis_client, gives_each_of_many_callers_its_own_reply) {
    redis_server server;
    with_client(address_of(server), [](redis::client& client) -> async::task<> {
        async::task_group callers{co_await asio::this_coro::executor, {}};
        std::vector<std::vector<std::int64_t>> seen(50);
        for (auto& mine : seen)
            callers.spawn("caller", count_up(client, 40, mine));
        co_await callers.join();
        std::vector<bool> used(2001);
        for (const auto& mine : seen) {
            EXPECT_TRUE(std::ranges::is_sorted(mine));
            for (const auto n : mine)
                used.at(static_cast<std::size_t>(n)) = true;
        }
        EXPECT_EQ(std::ranges::count(used, true), 2000);
    });
}

TEST(redis_client, drains_the_reply_of_a_late_caller) {
    redis_server server;
    with_client(address_of(server), [](redis::client& client) -> async::task<> {
        co_await client.run(soon(), {"PING"});
        bool late = false;
        try {
            co_await client.run(deadline::after(30ms), {"BRPOP", "nothing", "0.2"});
        } catch (const base::deadline_exceeded&) {
            late = true;
        }
        EXPECT_TRUE(late);
        EXPECT_EQ((co_await client.run(soon(), {"ECHO", "mine"})).text, "mine");
    });
}

TEST(redis_client, drains_the_reply_of_a_cancelled_caller) {
    redis_server server;
    with_client(address_of(server), [](redis::client& client) -> async::task<> {
        async::task_group callers{co_await asio::this_coro::executor, {}};
        callers.spawn("waits", [](redis::client& c) -> async::task<> {
            co_await c.run(deadline::never(), {"BRPOP", "nothing", "0.2"});
        }(client));
        co_await async::sleep_for(20ms);
        callers.cancel();
        co_await callers.join();
        EXPECT_EQ((co_await client.run(soon(), {"ECHO", "mine"})).text, "mine");
    });
}

TEST(redis_client, survives_a_restart_and_fails_fast_meanwhile) {
    redis_server server;
    with_client(address_of(server), [&](redis::client& client) -> async::task<> {
        int connects = 0;
        client.on_connected([&] { ++connects; });
        co_await client.run(soon(), {"PING"});
        server.stop();
        co_await async::sleep_for(150ms); // so that the first attempt to connect again has failed
        const auto before = std::chrono::steady_clock::now();
        bool refused = false;
        try {
            co_await client.run(soon(), {"PING"});
        } catch (const base::outage&) {
            refused = true;
        }
        EXPECT_TRUE(refused);
        EXPECT_LT(std::chrono::steady_clock::now() - before, 20ms);
        server.start();
        EXPECT_EQ((co_await until_it_works(client, {"PING"})).text, "PONG");
        EXPECT_EQ(connects, 2);
    });
}

TEST(redis_client, tells_callers_whose_reply_is_lost) {
    redis_server server;
    with_client(address_of(server), [&](redis::client& client) -> async::task<> {
        co_await client.run(soon(), {"PING"});
        async::task_group callers{co_await asio::this_coro::executor, {}};
        bool told = false;
        callers.spawn("waits", [](redis::client& c, bool& lost) -> async::task<> {
            try {
                co_await c.run(soon(), {"BRPOP", "nothing", "0"});
            } catch (const base::outage&) {
                lost = true;
            }
        }(client, told));
        co_await async::sleep_for(20ms);
        server.stop();
        co_await callers.join();
        EXPECT_TRUE(told);
    });
}

TEST(redis_client, gives_up_a_half_open_connection) {
    redis_server server;
    with_client(address_of(server), [&](redis::client& client) -> async::task<> {
        co_await client.run(soon(), {"PING"});
        server.pause(); // its kernel still takes what we send
        const auto before = std::chrono::steady_clock::now();
        bool lost = false;
        try {
            co_await client.run(soon(), {"PING"});
        } catch (const base::outage&) {
            lost = true;
        }
        EXPECT_TRUE(lost);
        EXPECT_LT(std::chrono::steady_clock::now() - before, 1500ms);
        server.resume();
        EXPECT_EQ((co_await until_it_works(client, {"PING"})).text, "PONG");
    });
}

TEST(redis_client, finds_a_half_open_connection_while_idle) {
    redis_server server;
    with_client(address_of(server), [&](redis::client& client) -> async::task<> {
        co_await client.run(soon(), {"PING"});
        server.pause();
        for (int i = 0; i < 300 && client.is_connected(); ++i)
            co_await async::sleep_for(10ms);
        EXPECT_FALSE(client.is_connected());
        server.resume();
    });
}

TEST(redis_subscriber, hears_and_subscribes_again_after_a_restart) {
    redis_server server;
    with_client(address_of(server), [&](redis::client& client) -> async::task<> {
        const auto executor = co_await asio::this_coro::executor;
        redis::subscriber listener{executor, address_of(server), {}, quick()};
        async::task_group loops{executor, {}};
        std::vector<std::string> heard;
        int ready = 0;
        async::event changed{executor};
        const auto note = [&](std::string_view channel, std::string_view payload) {
            heard.push_back(fmt::format("{}={}", channel, payload));
            changed.notify_all();
        };
        listener.on_resubscribed([&] {
            ++ready;
            changed.notify_all();
        });
        listener.subscribe("a", note);
        listener.psubscribe("b.*", note);
        loops.spawn("listen", listener.run());
        while (ready < 1)
            co_await changed.wait_until(soon());
        co_await client.run(soon(), {"PUBLISH", "a", "1"});
        co_await client.run(soon(), {"PUBLISH", "b.c", "2"});
        while (heard.size() < 2)
            co_await changed.wait_until(soon());
        EXPECT_THAT(heard, testing::ElementsAre("a=1", "b.c=2"));

        server.stop();
        server.start();
        while (ready < 2)
            co_await changed.wait_until(soon());
        co_await until_it_works(client, {"PUBLISH", "a", "3"});
        while (heard.size() < 3)
            co_await changed.wait_until(soon());
        EXPECT_EQ(heard.back(), "a=3");

        listener.unsubscribe("a");
        listener.subscribe("d", note);
        while ((co_await client.run(soon(), {"PUBLISH", "d", "4"})).integer == 0)
            co_await async::sleep_for(1ms);
        EXPECT_EQ((co_await client.run(soon(), {"PUBLISH", "a", "5"})).integer, 0);
        while (heard.size() < 4)
            co_await changed.wait_until(soon());
        loops.cancel();
        co_await loops.join();
        EXPECT_EQ(heard.back(), "d=4");
    });
}

TEST(redis_subscriber, is_told_what_a_tracked_key_lost) {
    redis_server server;
    with_client(address_of(server), [&](redis::client& client) -> async::task<> {
        const auto executor = co_await asio::this_coro::executor;
        redis::subscriber listener{executor, address_of(server), {}, quick()};
        async::task_group loops{executor, {}};
        async::event changed{executor};
        std::string rung;
        bool ready = false;
        listener.subscribe("__redis__:invalidate", [&](std::string_view, std::string_view key) {
            rung = key;
            changed.notify_all();
        });
        listener.on_resubscribed([&] {
            ready = true;
            changed.notify_all();
        });
        loops.spawn("listen", listener.run());
        while (!ready)
            co_await changed.wait_until(soon());
        co_await client.run(soon(), {"CLIENT", "TRACKING", "ON", "REDIRECT",
                                     std::to_string(listener.connection_id())});
        co_await client.run(soon(), {"LLEN", "celery"});
        co_await client.run(soon(), {"LPUSH", "celery", "x"});
        while (rung.empty())
            co_await changed.wait_until(soon());
        EXPECT_EQ(rung, "celery");
        loops.cancel();
        co_await loops.join();
    });
}

} // namespace
