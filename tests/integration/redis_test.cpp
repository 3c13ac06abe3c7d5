// The Redis client against a redis-server of its own.
#include "async/run_to_end.hpp"
#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "redis/client.hpp"
#include "redis/subscriber.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using async::deadline;

std::uint16_t free_port() {
    asio::io_context io;
    asio::ip::tcp::acceptor probe{io, {asio::ip::address_v4::loopback(), 0}};
    return probe.local_endpoint().port();
}

/// A redis-server in a folder of its own, on a free port of the loopback.
class private_redis {
public:
    explicit private_redis(std::string password = "")
        : port_{free_port()}
        , password_{std::move(password)} {
        std::string pattern = "/tmp/marketplace-redis-XXXXXX";
        if (!mkdtemp(pattern.data()))
            throw std::runtime_error{"mkdtemp"};
        folder_ = pattern;
        start();
    }
    ~private_redis() {
        stop();
        std::filesystem::remove_all(folder_);
    }

    void start() {
        pid_ = fork();
        if (pid_ == 0) {
            const auto port = std::to_string(port_);
            const auto log = folder_ + "/log";
            execlp("redis-server", "redis-server", "--bind", "127.0.0.1", "--port", port.c_str(),
                   "--dir", folder_.c_str(), "--save", "", "--logfile", log.c_str(),
                   "--requirepass", password_.c_str(), static_cast<char*>(nullptr));
            _exit(127);
        }
        asio::io_context io;
        for (int attempt = 0; attempt < 500; ++attempt) {
            asio::ip::tcp::socket probe{io};
            boost::system::error_code failed;
            probe.connect({asio::ip::address_v4::loopback(), port_}, failed);
            if (!failed)
                return;
            std::this_thread::sleep_for(10ms);
        }
        throw std::runtime_error{"redis-server does not start"};
    }
    void stop() {
        if (pid_ <= 0)
            return;
        kill(pid_, SIGCONT);
        kill(pid_, SIGKILL);
        waitpid(std::exchange(pid_, -1), nullptr, 0);
    }
    void pause() const { kill(pid_, SIGSTOP); }
    void resume() const { kill(pid_, SIGCONT); }

    redis::address address() const {
        return {.host = "127.0.0.1", .port = port_, .user = {}, .password = password_};
    }

private:
    std::uint16_t port_;
    std::string password_;
    std::string folder_;
    pid_t pid_ = -1;
};

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
    private_redis server;
    with_client(server.address(), [](redis::client& client) -> async::task<> {
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
    private_redis server{"s3cret"};
    auto where = server.address();
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
    private_redis server;
    static const redis::script add{"return redis.call('INCRBY', KEYS[1], ARGV[1])"};
    with_client(server.address(), [](redis::client& client) -> async::task<> {
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
    private_redis server;
    with_client(server.address(), [](redis::client& client) -> async::task<> {
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
    private_redis server;
    with_client(server.address(), [](redis::client& client) -> async::task<> {
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
    private_redis server;
    with_client(server.address(), [](redis::client& client) -> async::task<> {
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
    private_redis server;
    with_client(server.address(), [&](redis::client& client) -> async::task<> {
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
    private_redis server;
    with_client(server.address(), [&](redis::client& client) -> async::task<> {
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
    private_redis server;
    with_client(server.address(), [&](redis::client& client) -> async::task<> {
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
    private_redis server;
    with_client(server.address(), [&](redis::client& client) -> async::task<> {
        co_await client.run(soon(), {"PING"});
        server.pause();
        for (int i = 0; i < 300 && client.is_connected(); ++i)
            co_await async::sleep_for(10ms);
        EXPECT_FALSE(client.is_connected());
        server.resume();
    });
}

TEST(redis_subscriber, hears_and_subscribes_again_after_a_restart) {
    private_redis server;
    with_client(server.address(), [&](redis::client& client) -> async::task<> {
        const auto executor = co_await asio::this_coro::executor;
        redis::subscriber listener{executor, server.address(), {}, quick()};
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
    private_redis server;
    with_client(server.address(), [&](redis::client& client) -> async::task<> {
        const auto executor = co_await asio::this_coro::executor;
        redis::subscriber listener{executor, server.address(), {}, quick()};
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

/// Run by the test below in a mount namespace whose only name server never answers.
TEST(redis_slow_dns, DISABLED_stalls_nobody) {
    asio::io_context io;
    asio::ip::udp::socket silent{io, {asio::ip::make_address_v4("127.9.9.9"), 53}};
    auto where =
        redis::address{.host = "cache.example.test", .port = 6379, .user = {}, .password = {}};
    redis::client client{io.get_executor(), where, {}, quick()};
    async::run_to_end(io, [&]() -> async::task<> {
        async::task_group callers{co_await asio::this_coro::executor, {}};
        std::string why;
        callers.spawn("asks", [](redis::client& c, std::string& out) -> async::task<> {
            try {
                co_await c.run(deadline::after(3s), {"PING"});
            } catch (const base::outage& e) {
                out = e.what();
            }
        }(client, why));
        auto longest = 0ms;
        while (callers.size() > 0) {
            const auto before = std::chrono::steady_clock::now();
            co_await async::sleep_for(1ms);
            longest = std::max(longest, std::chrono::duration_cast<std::chrono::milliseconds>(
                                            std::chrono::steady_clock::now() - before));
        }
        EXPECT_THAT(why, testing::HasSubstr("deadline exceeded in name resolution"));
        EXPECT_LT(longest, 200ms);
        co_await client.close();
        io.stop(); // the abandoned getaddrinfo would hold the loop
    });
}

TEST(redis_slow_dns, stalls_nobody_when_the_name_server_is_silent) {
    if (geteuid() != 0)
        GTEST_SKIP() << "needs root for a mount namespace";
    const auto self = std::filesystem::read_symlink("/proc/self/exe").string();
    const auto command = fmt::format(
        "f=$(mktemp) && echo 'nameserver 127.9.9.9' > $f && echo 'options timeout:2 attempts:1' >> "
        "$f && "
        "unshare -m sh -c 'mount --bind '$f' /etc/resolv.conf || exit 77; exec timeout 30 {} "
        "--gtest_also_run_disabled_tests --gtest_filter=redis_slow_dns.DISABLED_*'; r=$?; rm -f "
        "$f; exit $r",
        self);
    const int status = std::system(command.c_str());
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
        GTEST_SKIP() << "no mount namespaces here";
    EXPECT_EQ(status, 0);
}

} // namespace
