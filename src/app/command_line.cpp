#include "app/command_line.hpp"

#include "app/commands/command.hpp"

#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace app {

namespace {

constexpr int exit_failure = 1;
constexpr int exit_usage = 2;

constexpr const char* about =
    "Flash promos marketplace: stores publish promos with a daily window and a limited stock; "
    "shoppers\n"
    "nearby are told when it opens, reserve a unit and complete it.\n"
    "\n"
    "Settings come from the environment, in development also from .env; see `marketplace config`.";

void prepare(CLI::App& parser, command_context& context) {
    parser.require_subcommand(1);
    parser.fallthrough();
    parser.get_formatter()->column_width(34);
    parser
        .add_option_function<std::string>(
            "--data-dir", [&context](const std::string& dir) { context.sources.data_dir = dir; },
            "Act on the stack that `marketplace up` keeps in this folder")
        ->type_name("DIR");
}

int parse_and_run(CLI::App& parser, command_context& context, int argc, char** argv) {
    try {
        parser.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return parser.exit(e) == 0 ? 0 : exit_usage;
    }
    try {
        return context.run();
    } catch (const usage_error& e) {
        fmt::print(stderr, "{}: {}\nRun with --help for more information.\n", parser.get_name(),
                   e.what());
        return exit_usage;
    } catch (const std::exception& e) {
        fmt::print(stderr, "{}: {}\n", parser.get_name(), e.what());
        return exit_failure;
    }
}

int run_as_marketplace(int argc, char** argv) {
    CLI::App parser{about, "marketplace"};
    parser.set_version_flag("--version", MARKETPLACE_VERSION);
    command_context context;
    prepare(parser, context);
    add_stack_commands(parser, context);
    add_role_commands(parser, context);
    add_database_commands(parser, context);
    add_backup_commands(parser, context);
    add_seed_command(parser, context);
    add_aws_commands(parser, context);
    add_demo_command(parser, context);
    add_settings_commands(parser, context);
    return parse_and_run(parser, context, argc, argv);
}

int run_as_celery(int argc, char** argv) {
    CLI::App parser{"Celery's commands for the marketplace's own worker and beat", "celery"};
    command_context context;
    prepare(parser, context);
    add_celery_commands(parser, context);
    return parse_and_run(parser, context, argc, argv);
}

int run_as_manage(int argc, char** argv) {
    CLI::App parser{"Django's management commands for the marketplace", "manage.py"};
    command_context context;
    prepare(parser, context);
    add_database_commands(parser, context);
    add_backup_commands(parser, context);
    add_seed_command(parser, context);
    add_runserver(parser, context);
    return parse_and_run(parser, context, argc, argv);
}

} // namespace

int run_command_line(int argc, char** argv) {
    const auto name = std::filesystem::path{argc > 0 ? argv[0] : ""}.filename();
    if (name == "celery")
        return run_as_celery(argc, argv);
    if (name == "manage.py")
        return run_as_manage(argc, argv);
    return run_as_marketplace(argc, argv);
}

} // namespace app
