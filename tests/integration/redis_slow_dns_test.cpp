// A name server that never answers stalls nobody. A program of its own, since it has name servers
// of its own: it sees another /etc/resolv.conf than the machine does.
#include "async/run_to_end.hpp"
#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "redis/client.hpp"
#include "support/process.hpp"

#include <filesystem>
#include <fstream>
#include <sched.h>
#include <sys/mount.h>

#include <boost/asio/ip/udp.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using async::deadline;

/// For this process alone; false where it is not allowed.
bool ask_only(const std::string& name_server) {
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        return false;
    const auto folder = testing_support::make_folder("marketplace-dns");
    const auto file = folder / "resolv.conf";
    std::ofstream{file} << "nameserver " << name_server << "\noptions timeout:2 attempts:1\n";
    const bool mounted = mount(file.c_str(), "/etc/resolv.conf", nullptr, MS_BIND, nullptr) == 0;
    std::filesystem::remove_all(folder);
    return mounted;
}

async::task<> ask(redis::client& client, std::string& why) {
    try {
        co_await client.run(deadline::after(3s), {"PING"});
    } catch (const base::outage& e) {
        why = e.what();
    }
}

TEST(redis_slow_dns, stalls_nobody) {
    if (!ask_only("127.9.9.9"))
        GTEST_SKIP() << "needs the right to make a mount namespace";
    asio::io_context io;
    asio::ip::udp::socket silent{io, {asio::ip::make_address_v4("127.9.9.9"), 53}};
    redis::options limits;
    limits.connect_timeout = 1s;
    redis::client client{io.get_executor(),
                         {.host = "cache.example.test", .port = 6379, .user = {}, .password = {}},
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
        EXPECT_LT(longest, 200ms);
        co_await client.close();
        io.stop(); // the abandoned getaddrinfo would hold the loop
    });
}

} // namespace
