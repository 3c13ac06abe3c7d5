#include "app/commands/check.hpp"
#include "app/commands/command.hpp"
#include "app/commands/database.hpp"
#include "app/commands/shell.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace app {

namespace {

void add_migrate(CLI::App& to, command_context& context) {
    const auto chosen = std::make_shared<migrate_options>();
    auto* migrate_command = to.add_subcommand("migrate", "Bring the database's schema up to date");
    migrate_command->add_flag("--plan", chosen->plan, "Print what would run, and change nothing");
    migrate_command->add_flag_function(
        "--noinput,--no-input", [](std::int64_t) {}, "Accepted: nothing is asked");
    migrate_command->callback([chosen, &context] {
        context.run = [chosen, &context] {
            migrate(context.load(), *chosen);
            return 0;
        };
    });
}

void add_createsuperuser(CLI::App& to, command_context& context) {
    const auto chosen = std::make_shared<superuser_options>();
    auto* create = to.add_subcommand("createsuperuser", "Make a user with every right");
    create->add_option("--username", chosen->username,
                       "Or DJANGO_SUPERUSER_USERNAME, or it is asked for");
    create->add_option("--email", chosen->email, "Or DJANGO_SUPERUSER_EMAIL, or it is asked for");
    create->add_flag("--noinput,--no-input", chosen->no_input,
                     "Ask nothing: take DJANGO_SUPERUSER_USERNAME, _EMAIL and _PASSWORD");
    create->callback([chosen, &context] {
        context.run = [chosen, &context] {
            create_superuser(context.load(), *chosen);
            return 0;
        };
    });
}

void add_changepassword(CLI::App& to, command_context& context) {
    const auto username = std::make_shared<std::string>();
    auto* change =
        to.add_subcommand("changepassword", "Set a user's password and end all their sessions");
    change->add_option("USERNAME", *username, "Whose")->required();
    change->callback([username, &context] {
        context.run = [username, &context] {
            change_password(context.load(), *username);
            return 0;
        };
    });
}

void add_check(CLI::App& to, command_context& context) {
    const auto chosen = std::make_shared<check_options>();
    auto* check = to.add_subcommand(
        "check", "Check the settings and that PostgreSQL and Redis can be reached");
    check->add_flag("--deploy", chosen->deploy, "Also what must hold in production");
    auto* ledger = check->add_flag(
        "--ledger", chosen->ledger,
        "Recount every window from its rows; exits 1 and names each that disagrees");
    check
        ->add_flag("--repair", chosen->repair,
                   "Rewrite counters that disagree, with an audit entry")
        ->needs(ledger);
    check->callback([chosen, &context] {
        context.run = [chosen, &context] { return run_check(context.load(), *chosen); };
    });
}

void add_dbshell(CLI::App& to, command_context& context) {
    const auto arguments = std::make_shared<std::vector<std::string>>();
    auto* shell = to.add_subcommand("dbshell", "Open psql on the database, as the schema's owner");
    shell->add_option("ARGUMENTS", *arguments, "For psql, after --");
    shell->callback([arguments, &context] {
        context.run = [arguments, &context]() -> int {
            open_database_shell(context.load(), *arguments);
        };
    });
}

void add_shell(CLI::App& to, command_context& context) {
    const auto chosen = std::make_shared<shell_options>();
    auto* shell = to.add_subcommand("shell", "A prompt that looks objects up and calls tasks");
    shell
        ->add_option("-c,--command", chosen->script,
                     "Run this instead of asking, commands with ; between")
        ->type_name("COMMANDS");
    shell->callback([chosen, &context] {
        context.run = [chosen, &context] { return run_shell(context.load(), *chosen); };
    });
}

} // namespace

void add_database_commands(CLI::App& to, command_context& context) {
    add_migrate(to, context);
    add_createsuperuser(to, context);
    add_changepassword(to, context);
    add_check(to, context);
    add_dbshell(to, context);
    add_shell(to, context);
}

} // namespace app
