#pragma once

#include <span>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace app {

/// A program with one end of it in our hands, for commands that do nothing but wait for it. Its
/// standard error is ours. Blocking.
class piped_process {
public:
    enum class end { input, output };

    /// The program is looked for in PATH. Throws failure when it cannot be started.
    piped_process(const std::vector<std::string>& words, end ours);
    /// Kills it when it still runs.
    ~piped_process();
    piped_process(const piped_process&) = delete;
    piped_process& operator=(const piped_process&) = delete;

    /// Its output, at most as much as fits; empty at the end.
    std::string_view read(std::span<char> into);

    /// False when it reads no more.
    bool write(std::string_view bytes);

    /// Closes our end and waits; the exit code, or 128 and the signal's number.
    int wait();

    void kill();

private:
    void close_end();

    pid_t pid_ = -1;
    int fd_ = -1;
};

} // namespace app
