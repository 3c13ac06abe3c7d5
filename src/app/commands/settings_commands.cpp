#include "app/commands/command.hpp"

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace app {

settings command_context::load() const {
    auto all = load_settings(sources);
    if (all)
        return *std::move(all);
    throw failure{fmt::format("the settings are not valid:\n  {}", fmt::join(all.error(), "\n  "))};
}

void add_settings_commands(CLI::App& to, command_context& context) {
    struct options {
        settings_format format = settings_format::table;
        bool show_secrets = false;
    };
    const auto chosen = std::make_shared<options>();
    auto* config = to.add_subcommand("config", "Print all settings as they are in force");
    const std::map<std::string, settings_format> formats{{"table", settings_format::table},
                                                         {"env", settings_format::env},
                                                         {"markdown", settings_format::markdown}};
    config
        ->add_option("--format", chosen->format,
                     "table, env (NAME=value lines, which other tools can read) or markdown (the "
                     "documentation's table)")
        ->transform(CLI::CheckedTransformer(formats).description(""))
        ->type_name("FORMAT");
    config->add_flag("--show-secrets", chosen->show_secrets,
                     "Print passwords and keys instead of ***");
    config->callback([chosen, &context] {
        context.run = [chosen, &context] {
            // The documentation must not depend on where it is made.
            const auto all =
                chosen->format == settings_format::markdown ? settings{} : context.load();
            fmt::print("{}", print_settings(all, chosen->format, chosen->show_secrets));
            return 0;
        };
    });
}

} // namespace app
