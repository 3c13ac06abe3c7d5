#include "app/commands/check.hpp"

#include "app/commands/command.hpp"
#include "app/commands/database.hpp"
#include "app/commands/health.hpp"
#include "app/commands/with_pool.hpp"
#include "app/sql.hpp"
#include "migrations.hpp"
#include "postgres/migrator.hpp"
#include "redis/client.hpp"
#include "reservations/ledger.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace app {

namespace {

using namespace std::chrono_literals;

constexpr auto part_timeout = 5s;
constexpr auto ledger_timeout = 30min;
constexpr auto overdue_max = 3s;

async::task<> ping_redis(std::string url) {
    redis::client client{co_await boost::asio::this_coro::executor, redis::address::parse(url), {}};
    std::exception_ptr failed;
    try {
        co_await client.run(async::deadline::after(part_timeout), {"PING"});
    } catch (...) {
        failed = std::current_exception();
    }
    co_await client.close();
    if (failed)
        std::rethrow_exception(failed);
}

// One line a part; true when it is well.
bool report(const char* part, const std::function<void()>& look) {
    try {
        look();
        fmt::print("{}: ok\n", part);
        return true;
    } catch (const std::exception& e) {
        fmt::print("{}: {}\n", part, e.what());
        return false;
    }
}

void look_at_postgres(const settings& with) {
    with_pool(serving_connection(with), [](postgres::pool& pool) -> async::task<> {
        co_await pool.run(postgres::lane::work, async::deadline::after(part_timeout),
                          sql::health_ping);
    });
}

void look_at_schema(const settings& with) {
    postgres::migrator all{owner_connection(with), migrations::all, {}};
    boost::asio::io_context io{1};
    const auto waiting =
        async::run_to_end(io, [&] { return all.plan(async::deadline::after(part_timeout)); });
    if (!waiting.empty())
        throw failure{fmt::format("{} migrations wait: run `migrate`", waiting.size())};
}

void look_at_redis(const std::string& url) {
    boost::asio::io_context io{1};
    async::run_to_end(io, [&] { return ping_redis(url); });
}

bool role_runs(const settings& with) {
    const auto well = [](std::int64_t port) {
        boost::asio::io_context io{1};
        return port != 0 && async::run_to_end(io, [port] {
                   return is_well(static_cast<std::uint16_t>(port), "/livez",
                                  async::deadline::after(1s));
               });
    };
    return well(with.web_port) || well(with.worker_health_port);
}

int check_ledger(const settings& with, bool repair) {
    reservations::ledger_options options;
    options.repair = repair;
    if (role_runs(with))
        options.overdue_max = overdue_max;
    const auto found = with_pool(owner_connection(with), [&](postgres::pool& pool) {
        return reservations::check_ledger(pool, options, async::deadline::after(ledger_timeout));
    });
    for (const auto& each : found.disagreements) {
        fmt::print("window {}: {}{}\n", each.window.value(), each.why,
                   each.repaired ? " (repaired)" : "");
    }
    fmt::print("ledger: {} windows recounted, {} disagree\n", found.windows,
               found.disagreements.size());
    return found.adds_up() ? 0 : 1;
}

} // namespace

std::vector<std::string> deployment_problems(const settings& with) {
    std::vector<std::string> problems;
    const auto unless = [&](bool good, const char* problem) {
        if (!good)
            problems.emplace_back(problem);
    };
    unless(!with.debug, "DEBUG must be False");
    unless(with.secret_key.size() >= 32, "SECRET_KEY must be at least 32 characters of your own");
    unless(std::ranges::find(with.allowed_hosts, "*") == with.allowed_hosts.end(),
           "ALLOWED_HOSTS must not be *");
    unless(!with.postgres_password.empty(), "POSTGRES_PASSWORD must be set");
    unless(with.postgres_password != "marketplace" && with.postgres_password != "postgres",
           "POSTGRES_PASSWORD must not be the example's");
    unless(!with.postgres_app_user.empty(),
           "POSTGRES_APP_USER should be a log-in of its own, without rights to the schema");
    unless(std::ranges::find(with.cors_allowed_origins, "*") == with.cors_allowed_origins.end(),
           "CORS_ALLOWED_ORIGINS must not be *");
    return problems;
}

int run_check(const settings& with, const check_options& options) {
    if (options.ledger)
        return check_ledger(with, options.repair);
    bool well = report("PostgreSQL", [&] { look_at_postgres(with); });
    well = report("schema", [&] { look_at_schema(with); }) && well;
    well = report("Redis", [&] { look_at_redis(with.redis_url); }) && well;
    if (with.celery_broker_url != with.redis_url) {
        well = report("broker", [&] { look_at_redis(with.celery_broker_url); }) && well;
    }
    if (options.deploy) {
        const auto problems = deployment_problems(with);
        for (const auto& problem : problems)
            fmt::print("deployment: {}\n", problem);
        well = problems.empty() && well;
    }
    return well ? 0 : 1;
}

} // namespace app
