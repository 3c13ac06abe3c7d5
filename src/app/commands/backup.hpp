#pragma once

#include "app/settings.hpp"

#include <filesystem>
#include <optional>

namespace app {

/// Standard input or output, in the place of a file.
inline constexpr const char* standard_stream = "-";

struct backup_options {
    /// Where to; nothing: a file named after the moment, in the working directory.
    std::optional<std::filesystem::path> file;
};

/// Writes one consistent picture of the database, taken from the standby when one is set. A file
/// appears under its name only when it is whole. Throws failure.
void back_up(const settings& with, const backup_options& options);

struct restore_options {
    std::filesystem::path file;
    /// Replace what the database holds.
    bool force = false;
};

/// Brings a backup back, as one transaction: whatever fails, the database is as before. Meanwhile
/// it has the migrators' lock, so nothing migrates and no role starts. Throws failure, also while
/// anyone else is connected.
void restore(const settings& with, const restore_options& options);

} // namespace app
