#include "app/stack/postgres_cluster.hpp"

#include "app/commands/command.hpp"
#include "async/sleep.hpp"

#include <charconv>
#include <fstream>
#include <unistd.h>

#include <fmt/format.h>

namespace app {

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr int oldest_version = 15;

// Debian keeps each major version in a folder of its own.
fs::path find_programs() {
    const fs::path all{"/usr/lib/postgresql"};
    int best = 0;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator{all, failed}) {
        const auto name = entry.path().filename().string();
        int version = 0;
        std::from_chars(name.data(), name.data() + name.size(), version);
        if (version > best && fs::exists(entry.path() / "bin/initdb", failed))
            best = version;
    }
    if (best < oldest_version) {
        throw failure{"PostgreSQL 15 is not installed: apt-get install postgresql-15 "
                      "postgresql-15-postgis-3"};
    }
    if (!fs::exists(fmt::format("/usr/share/postgresql/{}/extension/postgis.control", best),
                    failed)) {
        throw failure{
            fmt::format("PostGIS is not installed: apt-get install postgresql-{}-postgis-3", best)};
    }
    return all / std::to_string(best) / "bin";
}

// A folder that only `owner` may enter.
void make_private_folder(const fs::path& path, const std::optional<unix_account>& owner) {
    fs::create_directories(path);
    fs::permissions(path, fs::perms::owner_all);
    if (owner && ::chown(path.c_str(), owner->user, owner->group) != 0) {
        throw std::system_error{errno, std::generic_category(), path.string()};
    }
}

void write_private_file(const fs::path& path, const std::string& text,
                        const std::optional<unix_account>& owner) {
    std::ofstream out{path};
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    out << text;
    if (!out.flush())
        throw std::system_error{errno, std::generic_category(), path.string()};
    if (owner && ::chown(path.c_str(), owner->user, owner->group) != 0) {
        throw std::system_error{errno, std::generic_category(), path.string()};
    }
}

} // namespace

postgres_cluster::postgres_cluster(options with)
    : with_{std::move(with)}
    , programs_{find_programs()} {}

bool postgres_cluster::exists() const {
    return fs::exists(with_.folder / "PG_VERSION");
}

program postgres_cluster::tool(std::string name, std::vector<std::string> arguments) const {
    program what;
    what.name = "postgres";
    what.arguments = std::move(arguments);
    what.arguments.insert(what.arguments.begin(), (programs_ / name).string());
    // Messages in English, whatever the machine speaks; the cluster's own locale is set below.
    what.environment = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"};
    what.run_as = with_.run_as;
    return what;
}

async::task<> postgres_cluster::create(supervisor& programs) {
    auto fresh = with_.folder;
    fresh += ".new";
    fs::remove_all(fresh);
    make_private_folder(fresh, with_.run_as);
    make_private_folder(with_.socket_folder, with_.run_as);
    const auto password_file = with_.socket_folder / "password";
    write_private_file(password_file, with_.password + "\n", with_.run_as);
    const auto made = co_await programs.run_once(
        tool("initdb",
             {"-D", fresh.string(), "-U", with_.user, "--pwfile", password_file.string(),
              "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"}));
    fs::remove(password_file);
    if (made != 0)
        throw failure{"initdb failed: " + describe_status(made)};

    auto single = tool("postgres", {"--single", "-D", fresh.string(), "postgres"});
    single.standard_input = fmt::format("create database \"{}\"\n", with_.database);
    const auto created = co_await programs.run_once(single);
    if (created != 0)
        throw failure{"the database could not be created: " + describe_status(created)};
    fs::rename(fresh, with_.folder);
}

program postgres_cluster::server() const {
    make_private_folder(with_.socket_folder, with_.run_as);
    std::vector<std::string> arguments{"-D", with_.folder.string()};
    for (const auto& setting : {
             fmt::format("port={}", with_.port),
             std::string{"listen_addresses=127.0.0.1"},
             fmt::format("unix_socket_directories={}", with_.socket_folder.string()),
             std::string{"max_connections=300"},
             std::string{"shared_buffers=256MB"},
             std::string{"max_wal_size=2GB"},
             std::string{"random_page_cost=1.1"},
             std::string{"jit=off"},
             std::string{"timezone=UTC"},
             std::string{"log_timezone=UTC"},
             std::string{"log_line_prefix="},
             std::string{"log_checkpoints=off"},
         }) {
        arguments.insert(arguments.end(), {"-c", setting});
    }
    auto what = tool("postgres", std::move(arguments));
    what.stop_signal = SIGINT; // "fast": sessions are ended, then a checkpoint
    what.kill_signal =
        SIGQUIT; // "immediate": recovers at the next start; SIGKILL would leave its children behind
    return what;
}

async::task<> postgres_cluster::wait_ready(const supervisor& programs,
                                           async::deadline until) const {
    // What pg_ctl -w does: the first line of postmaster.pid is the server's process, the eighth its
    // state.
    for (;;) {
        std::ifstream in{with_.folder / "postmaster.pid"};
        std::string line;
        int number = 0;
        while (number < 8 && std::getline(in, line))
            ++number;
        if (number == 8 && line.starts_with("ready"))
            co_return;
        if (until.expired())
            throw base::deadline_exceeded{"the start of PostgreSQL"};
        co_await async::sleep_for(10ms);
    }
}

} // namespace app
