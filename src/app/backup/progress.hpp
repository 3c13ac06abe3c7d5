#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace app {

/// "1.4 GB", "12 MB", "830 bytes".
std::string describe_bytes(std::uint64_t bytes);

/// Tells on standard error how far a long piece of work is: on a terminal in one line that changes,
/// elsewhere in a line now and then. Standard output may be the work itself.
class progress {
public:
    /// `total` may be an estimate; 0: unknown.
    progress(std::string what, std::uint64_t bytes_total);

    void at(std::uint64_t bytes);
    void done(const std::string& outcome);

private:
    void print(const std::string& line, bool last) const;

    std::string what_;
    std::uint64_t bytes_total_;
    bool on_terminal_;
    std::chrono::steady_clock::time_point printed_;
};

} // namespace app
