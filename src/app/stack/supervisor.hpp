#pragma once

#include "app/stack/child_process.hpp"
#include "async/event.hpp"
#include "async/task_group.hpp"
#include "base/log.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace app {

/// Keeps programs running: one that ends is started again, after a wait that doubles while it keeps
/// ending. Lives on the main thread's loop.
class supervisor {
public:
    /// Gets each line of each program.
    using line_handler = std::function<void(const std::string& program, std::string_view line)>;

    supervisor(boost::asio::any_io_executor executor, base::logger log, line_handler on_line);

    /// Runs a program to its end; gives its status. To end it early: interrupt_once.
    async::task<int> run_once(program what);
    void interrupt_once();

    /// Starts a program and keeps it running. Throws std::system_error when it cannot be started at
    /// all.
    void keep_running(program what);

    /// Asks the programs to end, the youngest first, each before the next one; one that has not
    /// ended after `patience` is killed.
    async::task<> stop_all(std::chrono::milliseconds patience);

    /// Ends everything at once, also while stop_all waits.
    void kill_all();

    /// The process of a running program; nothing while it waits to be started again.
    pid_t pid_of(std::string_view name) const;

private:
    struct service {
        program what;
        std::unique_ptr<child_process> child;
        bool stopping = false;
        bool stopped = false;
    };

    std::unique_ptr<child_process> start(const program& what);
    async::task<> keep(service& of);
    async::task<> stop(service& of, std::chrono::milliseconds patience);

    boost::asio::any_io_executor executor_;
    base::logger log_;
    line_handler on_line_;
    bool killed_ = false;
    std::vector<std::unique_ptr<service>> services_;
    child_process* once_ = nullptr;
    async::event changed_;
    async::task_group tasks_;
};

} // namespace app
