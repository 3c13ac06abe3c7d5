#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace app {

struct up_options {
    /// Nothing: data_dir::default_path().
    std::optional<std::filesystem::path> data_dir;
    /// 0: any free one.
    std::uint16_t web_port = 8000;
    std::uint16_t aws_port = 4566;
    /// Fill an empty database with demo data.
    bool demo = true;
    /// Development: roles start anew when the program is built anew.
    bool reload = false;
};

/// Runs the whole product on this machine until SIGINT or SIGTERM: PostgreSQL, Redis and the four
/// roles as child processes. Gives the exit code. Throws failure when it cannot start.
int run_up(const up_options& options);

} // namespace app
