#pragma once

#include "app/stack/data_dir.hpp"
#include "app/stack/up.hpp"

namespace app {

/// The settings of a stack's processes: passwords and the key are made once and kept; ports are
/// kept while they are free. Throws failure when a port that was asked for is taken.
async::setting_texts make_stack_settings(const data_dir& dir, const up_options& options);

/// The environment of a child process: this process's own, with `stack` in place of what it says.
std::vector<std::string> child_environment(const async::setting_texts& stack);

} // namespace app
