#include "app/localaws_role.hpp"

#include "app/role_health.hpp"
#include "async/task_group.hpp"
#include "http/server.hpp"
#include "localaws/service.hpp"

#include <optional>

namespace app {

namespace {

/// AWS signatures are the service's own matter: any Authorization header passes.
async::task<std::expected<std::optional<http::caller>, http::response>>
let_pass(const http::request&, http::access) {
    co_return std::optional<http::caller>{};
}

http::server_options server_options(const settings& with) {
    http::server_options out;
    out.address = with.localaws_host;
    out.port = static_cast<std::uint16_t>(with.localaws_port);
    return out;
}

localaws::service_settings service_settings(const settings& with) {
    localaws::service_settings out;
    out.access.default_region = with.aws_default_region;
    return out;
}

class localaws_role final : public role {
public:
    explicit localaws_role(const role_context& context)
        : context_{context}
        , service_{context.executor, clock_, context.log,
                   context.metrics,  store_, service_settings(context.with)}
        , running_{context.executor, context.log} {
        http::register_health_routes(routes_, {not_stopping(context.stopping)}, context.metrics);
        service_.register_routes(routes_);
        server_.emplace(context.executor, server_options(context.with), routes_, let_pass,
                        context.log, context.metrics);
    }

    async::task<> start() override {
        running_.spawn("localaws", service_.run());
        stops_.push("localaws", [this](async::deadline) {
            running_.cancel();
            return running_.join();
        });
        server_->start();
        stops_.push("http", [this](async::deadline until) {
            service_.drain();
            return server_->stop(until);
        });
        // Tools wait for a line that ends so, as LocalStack writes it.
        context_.log.info("Ready.", {});
        co_return;
    }

    async::task<> stop(async::deadline until) override { co_await stops_.run(until, context_.log); }

private:
    const role_context& context_;
    base::system_clock clock_; // no database to follow
    localaws::memory_store store_;
    localaws::service service_;
    http::router routes_;
    std::optional<http::server> server_;
    async::task_group running_;
    stop_list stops_;
};

} // namespace

std::unique_ptr<role> make_localaws_role(const role_context& context) {
    return std::make_unique<localaws_role>(context);
}

} // namespace app
