#include "app/commands/database.hpp"

#include "accounts/administration.hpp"
#include "app/commands/command.hpp"
#include "app/commands/terminal.hpp"
#include "app/commands/with_pool.hpp"
#include "app/schema_gate.hpp"
#include "async/console_sink.hpp"
#include "async/sleep.hpp"
#include "migrations.hpp"
#include "postgres/migrator.hpp"
#include "postgres/session.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

#include <fmt/format.h>

namespace app {

namespace {

using namespace std::chrono_literals;

constexpr auto migrate_timeout = 30min;
constexpr auto reach_timeout = 60s;
constexpr auto command_timeout = 30s;

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

std::string describe(const accounts::rejection& refused) {
    if (refused.why == accounts::error::not_found)
        return "there is no such user";
    std::string text;
    for (const auto& [field, whys] : refused.fields) {
        for (const auto& why : whys)
            text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", field, why);
    }
    return text.empty() ? "the database refused it" : text;
}

postgres::config connection(const settings& with) {
    postgres::config to;
    to.host = with.postgres_host;
    to.port = static_cast<std::uint16_t>(with.postgres_port);
    to.database = with.postgres_db;
    to.user = with.postgres_user;
    to.password = with.postgres_password;
    return to;
}

void set(postgres::lane_config& lane, std::int64_t connections, const settings& with,
         std::chrono::milliseconds timeout) {
    lane.connections = static_cast<std::size_t>(connections);
    lane.waiting_max = static_cast<std::size_t>(with.postgres_waiting_max);
    lane.statement_timeout = timeout;
}

// A database that is still starting is waited for: Compose starts all services at once.
async::task<std::vector<std::string>> run_migrator(const postgres::config& owner,
                                                   postgres::migrator& all, bool plan) {
    const auto reach = async::deadline::after(reach_timeout);
    for (;;) {
        bool outage = false;
        try {
            const auto until = async::deadline::after(migrate_timeout);
            postgres::session looking{owner, "look"};
            co_await looking.open(until);
            co_await refuse_half_restored(looking, until);
            looking.close();
            co_return plan ? co_await all.plan(until) : co_await all.run(until);
        } catch (const base::outage&) {
            if (reach.expired())
                throw;
            outage = true;
        }
        if (outage)
            co_await async::sleep_for(250ms);
    }
}

} // namespace

postgres::config owner_connection(const settings& with) {
    auto to = connection(with);
    to.role.clear();
    to.application_name = "marketplace-owner";
    to.work.statement_timeout = 0ms;
    return to;
}

postgres::config serving_connection(const settings& with) {
    auto to = connection(with);
    if (!with.postgres_app_user.empty()) {
        to.user = with.postgres_app_user;
        to.password = with.postgres_app_password;
        to.role.clear();
    }
    set(to.desk, with.postgres_desk_connections, with, with.postgres_statement_timeout);
    set(to.read, with.postgres_read_connections, with, with.postgres_read_timeout);
    set(to.work, with.postgres_work_connections, with, with.postgres_statement_timeout);
    return to;
}

void migrate(const settings& with, const migrate_options& options) {
    const base::logger log{async::make_console_sink(), base::log_level::warning,
                           with.effective_log_format()};
    const auto owner = owner_connection(with);
    postgres::migrator all{owner, migrations::all, log};
    boost::asio::io_context io{1};
    const auto names =
        async::run_to_end(io, [&] { return run_migrator(owner, all, options.plan); });
    for (const auto& name : names)
        fmt::print("{} {}\n", options.plan ? "would run" : "ran", name);
    if (names.empty())
        fmt::print("nothing to migrate\n");
}

void create_superuser(const settings& with, const superuser_options& options) {
    auto username = options.username.value_or(variable("DJANGO_SUPERUSER_USERNAME"));
    auto email = options.email.value_or(variable("DJANGO_SUPERUSER_EMAIL"));
    auto password = variable("DJANGO_SUPERUSER_PASSWORD");
    if (options.no_input && (username.empty() || password.empty())) {
        throw failure{"with --noinput DJANGO_SUPERUSER_USERNAME (or --username) and "
                      "DJANGO_SUPERUSER_PASSWORD must be set"};
    }
    if (username.empty())
        username = ask("Username: ");
    if (email.empty() && !options.no_input)
        email = ask("Email address: ");
    if (password.empty())
        password = ask_new_password();
    const auto made = with_pool(owner_connection(with), [&](postgres::pool& pool) {
        return accounts::create_superuser(pool, async::deadline::after(command_timeout), username,
                                          email, password);
    });
    if (!made)
        throw failure{describe(made.error())};
    fmt::print("Superuser created successfully.\n");
}

void change_password(const settings& with, const std::string& username) {
    fmt::print("Changing password for user '{}'\n", username);
    const auto password = ask_new_password();
    const auto changed = with_pool(owner_connection(with), [&](postgres::pool& pool) {
        return accounts::change_password(pool, async::deadline::after(command_timeout), username,
                                         password);
    });
    if (!changed)
        throw failure{describe(changed.error())};
    fmt::print("Password changed successfully for user '{}'\n", username);
}

void set_client_environment(const settings& with) {
    const auto port = std::to_string(with.postgres_port);
    ::setenv("PGHOST", with.postgres_host.c_str(), 1);
    ::setenv("PGPORT", port.c_str(), 1);
    ::setenv("PGDATABASE", with.postgres_db.c_str(), 1);
    ::setenv("PGUSER", with.postgres_user.c_str(), 1);
    ::setenv("PGPASSWORD", with.postgres_password.c_str(), 1);
}

void open_database_shell(const settings& with, const std::vector<std::string>& arguments) {
    set_client_environment(with);
    std::vector<char*> words{const_cast<char*>("psql")};
    for (const auto& argument : arguments)
        words.push_back(const_cast<char*>(argument.c_str()));
    words.push_back(nullptr);
    ::execvp("psql", words.data());
    throw failure{fmt::format("psql cannot be started: {}", std::strerror(errno))};
}

} // namespace app
