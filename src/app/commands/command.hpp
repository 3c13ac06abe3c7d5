#pragma once

#include "app/settings.hpp"

#include <functional>
#include <stdexcept>
#include <string>

namespace CLI {
class App;
}

namespace app {

/// The arguments make no sense together, or name what does not exist: exit code 2.
class usage_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The work failed for a reason that `what()` tells whole: exit code 1, without more ado.
class failure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What every command is given: where its settings come from, and a place to say what is to be run.
struct command_context {
    settings_sources sources;
    /// Set by the command that was chosen; gives the exit code.
    std::function<int()> run;

    /// Throws failure with every error.
    settings load() const;
};

// Each adds its commands, with their help, to `to`. `context` outlives the parser.
void add_settings_commands(CLI::App& to, command_context& context);
void add_stack_commands(CLI::App& to, command_context& context);
/// web, worker, beat, localaws.
void add_role_commands(CLI::App& to, command_context& context);
/// migrate, createsuperuser, changepassword, check, dbshell, shell: under these names in
/// `manage.py` too.
void add_database_commands(CLI::App& to, command_context& context);
/// backup, restore.
void add_backup_commands(CLI::App& to, command_context& context);
void add_seed_command(CLI::App& to, command_context& context);
/// aws create-queue, create-topic, subscribe, send, receive.
void add_aws_commands(CLI::App& to, command_context& context);
void add_demo_command(CLI::App& to, command_context& context);
/// `manage.py runserver`.
void add_runserver(CLI::App& to, command_context& context);
/// `celery -A marketplace worker|beat`.
void add_celery_commands(CLI::App& to, command_context& context);

} // namespace app
