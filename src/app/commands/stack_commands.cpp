#include "app/commands/command.hpp"
#include "app/commands/health.hpp"
#include "app/stack/up.hpp"
#include "async/run_to_end.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace app {

namespace {

using namespace std::chrono_literals;

constexpr auto health_timeout = 3s;

constexpr const char* about_up =
    "Run the whole product on this machine, without Docker, until Ctrl-C: a private PostgreSQL "
    "and\n"
    "Redis of the installed packages on ports of their own, and the roles web, worker, beat and "
    "localaws.\n"
    "Prints `ready:` with the addresses.";

void add_up(CLI::App& to, command_context& context) {
    const auto chosen = std::make_shared<up_options>();
    auto* up = to.add_subcommand("up", about_up);
    up->add_option("--web-port", chosen->web_port, "Port of the web role; 0: any free one")
        ->capture_default_str();
    up->add_option("--aws-port", chosen->aws_port, "Port of SNS and SQS; 0: any free one")
        ->capture_default_str();
    up->add_flag("--demo,!--no-demo", chosen->demo,
                 "Fill an empty database with demo stores, promos, shoppers and log-ins (the "
                 "default), or do not");
    up->add_flag("--reload", chosen->reload,
                 "Development: roles start anew when the program is built anew");
    up->callback([chosen, &context] {
        context.run = [chosen, &context] {
            chosen->data_dir = context.sources.data_dir;
            return run_up(*chosen);
        };
    });
}

std::uint16_t health_port(const std::string& role, const settings& with) {
    if (role == "web")
        return static_cast<std::uint16_t>(with.web_port);
    if (role == "worker")
        return static_cast<std::uint16_t>(with.worker_health_port);
    if (role == "beat")
        return static_cast<std::uint16_t>(with.beat_health_port);
    return static_cast<std::uint16_t>(with.localaws_port);
}

void add_healthcheck(CLI::App& to, command_context& context) {
    const auto role = std::make_shared<std::string>();
    auto* check = to.add_subcommand("healthcheck",
                                    "Ask a role of this machine whether it is ready; exits 0 or 1");
    check->add_option("ROLE", *role, "web, worker, beat or localaws")
        ->required()
        ->check(CLI::IsMember({"web", "worker", "beat", "localaws"}));
    check->callback([role, &context] {
        context.run = [role, &context] {
            const auto port = health_port(*role, context.load());
            if (port == 0)
                throw failure{fmt::format("{} has no health port", *role)};
            boost::asio::io_context io;
            const bool well = async::run_to_end(io, [&] {
                return is_well(port, "/readyz", async::deadline::after(health_timeout));
            });
            fmt::print("{}: {}\n", *role, well ? "ready" : "not ready");
            return well ? 0 : 1;
        };
    });
}

} // namespace

void add_stack_commands(CLI::App& to, command_context& context) {
    add_up(to, context);
    add_healthcheck(to, context);
}

} // namespace app
