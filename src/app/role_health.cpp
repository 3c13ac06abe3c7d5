#include "app/role_health.hpp"

#include "app/sql.hpp"

#include <stdexcept>

namespace app {

namespace {

using namespace std::chrono_literals;

constexpr auto check_timeout = 1500ms;

} // namespace

http::health_check not_stopping(const std::atomic<bool>& stopping) {
    return {"running", [&stopping]() -> async::task<> {
                if (stopping)
                    throw std::runtime_error{"the process is stopping"};
                co_return;
            }};
}

http::health_check postgres_answers(postgres::pool& pool) {
    return {"postgresql", [&pool]() -> async::task<> {
                co_await pool.run(postgres::lane::read, async::deadline::after(check_timeout),
                                  sql::health_ping);
            }};
}

http::health_check redis_answers(redis::client& client) {
    return {"redis", [&client]() -> async::task<> {
                co_await client.run(async::deadline::after(check_timeout), {"PING"});
            }};
}

health_server::health_server(const role_context& context, std::int64_t port,
                             std::vector<http::health_check> checks) {
    http::register_health_routes(routes_, std::move(checks), context.metrics);
    if (port == 0)
        return;
    http::server_options options;
    options.address = context.with.web_host;
    options.port = static_cast<std::uint16_t>(port);
    options.limits.connections_max = 256;
    const auto nobody = [](const http::request&, http::access)
        -> async::task<std::expected<std::optional<http::caller>, http::response>> {
        co_return std::optional<http::caller>{};
    };
    server_.emplace(context.executor, options, routes_, nobody, context.log, context.metrics);
}

void health_server::start() {
    if (server_)
        server_->start();
}

async::task<> health_server::stop(async::deadline until) {
    if (server_)
        co_await server_->stop(until);
}

} // namespace app
