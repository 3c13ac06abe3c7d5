#pragma once

#include "app/settings.hpp"

#include <optional>
#include <string>

namespace app {

struct shell_options {
    /// What to run instead of asking: commands with `;` or line ends between.
    std::optional<std::string> script;
};

/// A prompt that looks objects up and calls tasks; `help` lists its words. Without a terminal it
/// reads its commands from standard input. Gives the exit code: 1 when a command of a script, or of
/// standard input, failed.
int run_shell(const settings& with, const shell_options& options);

} // namespace app
