#include "app/stack/redis_server.hpp"

#include "app/commands/command.hpp"
#include "async/sleep.hpp"
#include "redis/client.hpp"

#include <fstream>
#include <unistd.h>

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

namespace app {

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr const char* binary = "/usr/bin/redis-server";

void give_to(const fs::path& path, const std::optional<unix_account>& owner) {
    if (owner && ::chown(path.c_str(), owner->user, owner->group) != 0) {
        throw std::system_error{errno, std::generic_category(), path.string()};
    }
}

} // namespace

redis_server::redis_server(options with)
    : with_{std::move(with)} {
    if (!fs::exists(binary))
        throw failure{"Redis is not installed: apt-get install redis-server"};
}

program redis_server::server() const {
    fs::create_directories(with_.folder);
    fs::permissions(with_.folder, fs::perms::owner_all);
    give_to(with_.folder, with_.run_as);
    // In a file: arguments can be read by everyone on the machine, and the password is among these.
    const auto file = with_.folder / "redis.conf";
    {
        std::ofstream out{file};
        fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
        out << fmt::format("bind 127.0.0.1\nport {}\ndir {}\nrequirepass {}\n", with_.port,
                           with_.folder.string(), with_.password)
            << "daemonize no\nlogfile \"\"\nloglevel warning\nsave \"\"\n"
               "appendonly yes\nappendfsync everysec\nalways-show-logo no\n";
        if (!out.flush())
            throw std::system_error{errno, std::generic_category(), file.string()};
    }
    give_to(file, with_.run_as);
    program what;
    what.name = "redis";
    what.arguments = {binary, file.string()};
    what.environment = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"};
    what.run_as = with_.run_as;
    what.folder = with_.folder;
    return what;
}

async::task<> redis_server::wait_ready(async::deadline until) const {
    redis::address where;
    where.host = "127.0.0.1";
    where.port = with_.port;
    where.password = with_.password;
    redis::client client{co_await boost::asio::this_coro::executor, where, {}};
    for (bool ready = false; !ready;) {
        try {
            co_await client.run(until.at_most(1s), {"PING"});
            ready = true;
        } catch (const base::outage&) {
        } catch (const base::deadline_exceeded&) {
        } catch (const redis::command_error&) { // LOADING
        }
        if (ready)
            break;
        if (until.expired())
            throw base::deadline_exceeded{"the start of Redis"};
        co_await async::sleep_for(10ms);
    }
    co_await client.close();
}

} // namespace app
