// Name servers that never answer stall nobody.
#include "async/run_to_end.hpp"
#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "redis/client.hpp"
#include "support/silent_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using async::deadline;

async::task<> ask(redis::client& client, std::string& why) {
    try {
        co_await client.run(deadline::after(3s), {"PING"});
    } catch (const base::outage& e) {
        why = e.what();
    }
}

TEST(redis_slow_dns, stalls_nobody) {
    asio::io_context io;
    redis::options limits;
    limits.connect_timeout = 1s;
    redis::client client{
        io.get_executor(),
        {.host = testing_support::silent_host(), .port = 6379, .user = {}, .password = {}},
        {},
        limits};
    async::run_to_end(io, [&]() -> async::task<> {
        async::task_group callers{co_await asio::this_coro::executor, {}};
        std::string why;
        callers.spawn("asks", ask(client, why));
        auto longest = 0ms;
        while (callers.size() > 0) {
            const auto before = std::chrono::steady_clock::now();
            co_await async::sleep_for(1ms);
            longest = std::max(longest, std::chrono::duration_cast<std::chrono::milliseconds>(
                                            std::chrono::steady_clock::now() - before));
        }
        EXPECT_THAT(why, testing::HasSubstr("deadline exceeded in name resolution"));
        EXPECT_LT(longest, 1s) << "the loop stood still";
        co_await client.close();
        io.stop(); // the abandoned getaddrinfo would hold the loop
    });
}

} // namespace
