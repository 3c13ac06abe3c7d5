#pragma once

#include "async/task.hpp"
#include "async/task_group.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace app {

/// Whom a program runs as.
struct unix_account {
    uid_t user = 0;
    gid_t group = 0;
    std::vector<gid_t> groups;
    std::string name;

    /// Nothing when the system has no such account.
    static std::optional<unix_account> find(const std::string& name);
};

struct program {
    /// What its log lines are marked with.
    std::string name;
    /// The first is the program's path.
    std::vector<std::string> arguments;
    /// NAME=value, all of it.
    std::vector<std::string> environment;
    std::optional<unix_account> run_as;
    std::filesystem::path folder = "/";
    std::string standard_input;
    /// What asks it to end; it gets the same when this process dies in whatever way.
    int stop_signal = SIGTERM;
    /// What ends it at once.
    int kill_signal = SIGKILL;
};

/// One running program. Its standard output and error come as lines. It leads a process group of
/// its own, so that a terminal's Ctrl-C reaches this process only, which then stops all in order.
/// Create it on the main thread: the kernel's death signal follows the thread that forked.
class child_process {
public:
    using line_handler = std::function<void(std::string_view line)>;

    /// Throws std::system_error when it cannot be started.
    child_process(boost::asio::any_io_executor executor, const program& what, line_handler on_line);
    /// Kills it when it still runs.
    ~child_process();
    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;

    pid_t pid() const { return pid_; }
    bool has_ended() const { return status_.has_value(); }

    /// Until it has ended and all its lines were handed on; gives the status as waitpid does. To be
    /// called once, and awaited to its end: cancelling does not shorten it, a signal to the program
    /// does.
    async::task<int> wait();

    /// To the process itself.
    void send(int signal);
    /// To it and whatever it has started.
    void send_to_group(int signal);

private:
    async::task<> read_lines();

    std::string name_;
    pid_t pid_ = -1;
    line_handler on_line_;
    boost::asio::posix::stream_descriptor ended_;
    boost::asio::posix::stream_descriptor output_;
    async::task_group reading_;
    std::optional<int> status_;
};

/// "exit status 1", "killed by signal 9 (Killed)".
std::string describe_status(int status);

} // namespace app
