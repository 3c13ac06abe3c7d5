#pragma once

#include "async/task.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace app {

/// For development: notices that this program's file was built anew, and starts the new one in the
/// place of this process, with the same arguments.
class program_file {
public:
    /// To be made before the file can change.
    program_file();

    /// Until another complete file lies there.
    async::task<> wait_until_changed() const;

    /// Throws std::system_error when the new file cannot be run.
    [[noreturn]] void run_again() const;

private:
    std::filesystem::path path_;
    std::vector<std::string> arguments_;
};

} // namespace app
