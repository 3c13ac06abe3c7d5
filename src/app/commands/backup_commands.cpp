#include "app/commands/backup.hpp"
#include "app/commands/command.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace app {

namespace {

void add_backup(CLI::App& to, command_context& context) {
    const auto chosen = std::make_shared<backup_options>();
    auto* backup = to.add_subcommand(
        "backup", "Write the whole database to a file: consistent, compressed, with a checksum");
    backup->add_option("FILE", chosen->file,
                       "Where to; - is standard output; without it a file named after the moment");
    backup->callback([chosen, &context] {
        context.run = [chosen, &context] {
            back_up(context.load(), *chosen);
            return 0;
        };
    });
}

void add_restore(CLI::App& to, command_context& context) {
    const auto chosen = std::make_shared<restore_options>();
    auto* command = to.add_subcommand(
        "restore", "Bring a backup back, all of it or nothing; the roles must be stopped");
    command->add_option("FILE", chosen->file, "A backup; - is standard input")->required();
    command->add_flag("--force", chosen->force, "Replace what the database holds");
    command->callback([chosen, &context] {
        context.run = [chosen, &context] {
            restore(context.load(), *chosen);
            return 0;
        };
    });
}

} // namespace

void add_backup_commands(CLI::App& to, command_context& context) {
    add_backup(to, context);
    add_restore(to, context);
}

} // namespace app
