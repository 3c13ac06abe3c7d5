#include "support/postgres_server.hpp"

#include "async/run_to_end.hpp"
#include "migrations.hpp"
#include "postgres/session.hpp"

#include <deque>
#include <fstream>
#include <pwd.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

namespace testing_support {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr const char* binaries = "/usr/lib/postgresql/15/bin/";
constexpr const char* user = "marketplace";
constexpr const char* password = "test";
constexpr const char* pattern_name = "marketplace_pattern";

/// PostgreSQL refuses to run as root; a server must not outlive its keeper.
server_process::command as_server_user(server_process::command what) {
    server_process::command prefix{"setpriv", "--pdeathsig=KILL"};
    if (geteuid() == 0) {
        prefix.insert(prefix.end(), {"--reuid=postgres", "--regid=postgres", "--init-groups"});
    }
    prefix.insert(prefix.end(), std::make_move_iterator(what.begin()),
                  std::make_move_iterator(what.end()));
    return prefix;
}

void give_to_server_user(const fs::path& what) {
    if (geteuid() != 0)
        return;
    const auto* owner = getpwnam("postgres");
    if (owner == nullptr || chown(what.c_str(), owner->pw_uid, owner->pw_gid) != 0) {
        throw std::runtime_error{"there is no user postgres: install postgresql-15"};
    }
}

fs::path make_cluster() {
    const auto folder = make_folder("marketplace-postgres");
    std::ofstream{folder / "password"} << password;
    give_to_server_user(folder);
    give_to_server_user(folder / "password");
    run_program(as_server_user(
        {fmt::format("{}initdb", binaries), "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8",
         "--auth-local=trust", "--auth-host=scram-sha-256", fmt::format("--username={}", user),
         fmt::format("--pwfile={}", (folder / "password").string()), (folder / "data").string()}));
    return folder;
}

void run_as(const postgres::config& owner, std::string sql) {
    boost::asio::io_context io;
    async::run_to_end(io, [&]() -> async::task<> {
        postgres::session own{owner, "test"};
        const auto until = async::deadline::after(60s);
        co_await own.open(until);
        co_await own.run_script(until, sql);
    });
}

void make_pattern(postgres_server& server) {
    const auto pattern = server.create(pattern_name);
    if (migrations::all.empty())
        pattern.execute("create role marketplace_app nologin");
    boost::asio::io_context io;
    async::run_to_end(io, [&]() -> async::task<> {
        postgres::migrator all{pattern.owner(), migrations::all, {}};
        co_await all.run(async::deadline::after(120s));
    });
}

/// Databases live until the cluster goes.
database& keep(database made) {
    static std::deque<database> all;
    return all.emplace_back(std::move(made));
}

std::string next_name() {
    static int count = 0;
    return fmt::format("test_{}", ++count);
}

} // namespace

postgres::config database::app() const {
    auto as_app = owner_;
    as_app.role = "marketplace_app";
    return as_app;
}

void database::execute(std::string_view sql) const {
    run_as(owner_, std::string{sql});
}

postgres_server::postgres_server(bool durable)
    : durable_{durable}
    , process_{std::make_unique<server_process>(make_cluster(), "INT", "QUIT")} {
    // A port may be taken between its choice and its use.
    for (int attempt = 0;; ++attempt) {
        port_ = free_port();
        if (process_->start(command(), "ready to accept connections",
                            "could not create any TCP/IP sockets"))
            break;
        if (attempt == 5)
            throw std::runtime_error{"no port for PostgreSQL"};
    }
}

server_process::command postgres_server::command() const {
    server_process::command words{fmt::format("{}postgres", binaries), "-D",
                                  (process_->folder() / "data").string()};
    for (const auto& setting :
         {std::string{"listen_addresses=127.0.0.1"}, fmt::format("port={}", port_),
          fmt::format("unix_socket_directories={}", process_->folder().string()),
          std::string{"max_connections=200"}, std::string{"log_min_messages=warning"}}) {
        words.insert(words.end(), {"-c", setting});
    }
    if (!durable_) {
        words.insert(words.end(), {"-c", "fsync=off", "-c", "synchronous_commit=off", "-c",
                                   "full_page_writes=off", "-c", "wal_level=minimal", "-c",
                                   "max_wal_senders=0"});
    }
    return as_server_user(std::move(words));
}

void postgres_server::start() {
    if (!process_->start(command(), "ready to accept connections",
                         "could not create any TCP/IP sockets")) {
        throw std::runtime_error{"PostgreSQL did not come back:\n" + log()};
    }
}

postgres::config postgres_server::owner_of(std::string name) const {
    postgres::config owner;
    owner.host = "127.0.0.1";
    owner.port = port_;
    owner.database = std::move(name);
    owner.user = user;
    owner.password = password;
    owner.role = "";
    owner.application_name = "test";
    return owner;
}

database postgres_server::create(std::string name, std::string_view pattern) {
    run_as(owner_of("postgres"), fmt::format("create database {} template {}", name, pattern));
    return database{owner_of(std::move(name))};
}

postgres_server& private_postgres() {
    static postgres_server server;
    return server;
}

database& fresh_database() {
    static const bool migrated = (make_pattern(private_postgres()), true);
    static_cast<void>(migrated);
    return keep(private_postgres().create(next_name(), pattern_name));
}

std::span<const postgres::migration> all_migrations() {
    return migrations::all;
}

database& empty_database() {
    return keep(private_postgres().create(next_name()));
}

} // namespace testing_support
