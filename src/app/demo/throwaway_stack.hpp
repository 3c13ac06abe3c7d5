#pragma once

#include "app/settings.hpp"
#include "app/stack/child_process.hpp"
#include "async/deadline.hpp"
#include "async/event.hpp"
#include "async/task_group.hpp"

#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace app {

/// `marketplace up` on free ports and in a temporary folder, of which nothing stays. Lives on the
/// main thread's loop.
class throwaway_stack {
public:
    explicit throwaway_stack(boost::asio::any_io_executor executor);
    /// Kills what still runs and removes the folder.
    ~throwaway_stack();
    throwaway_stack(const throwaway_stack&) = delete;
    throwaway_stack& operator=(const throwaway_stack&) = delete;

    /// Until it says that it is ready. Throws failure, with its last lines, when it ends before.
    async::task<> start(async::deadline until);

    /// The settings to join it with, after start().
    const settings& with() const { return *settings_; }

    /// Runs a command of ours on it to its end; throws failure when that is not exit status 0.
    async::task<> run(std::vector<std::string> arguments);

    /// As Ctrl-C does. Await it after start(), also when that threw.
    async::task<> stop();

private:
    program ourselves(std::vector<std::string> arguments) const;
    void take_line(std::string_view line);
    async::task<> watch();
    async::task<> until_ready();

    boost::asio::any_io_executor executor_;
    std::filesystem::path folder_;
    std::unique_ptr<child_process> up_;
    std::optional<settings> settings_;
    std::deque<std::string> last_lines_;
    bool ready_ = false;
    bool ended_ = false;
    async::event changed_;
    async::task_group watching_;
};

} // namespace app
