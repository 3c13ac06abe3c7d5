#include "app/demo/throwaway_stack.hpp"

#include "app/commands/command.hpp"

#include <csignal>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace app {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t last_lines_max = 40;

// PostgreSQL runs as another user when we are root: it must be able to enter.
fs::path make_folder() {
    char name[] = "/tmp/marketplace-demo-XXXXXX";
    if (!::mkdtemp(name))
        throw std::system_error{errno, std::generic_category(), name};
    ::chmod(name, S_IRWXU | S_IXGRP | S_IXOTH);
    return name;
}

std::vector<std::string> own_environment() {
    std::vector<std::string> all;
    for (char** each = environ; *each; ++each)
        all.emplace_back(*each);
    return all;
}

} // namespace

throwaway_stack::throwaway_stack(boost::asio::any_io_executor executor)
    : executor_{std::move(executor)}
    , folder_{make_folder()}
    , changed_{executor_}
    , watching_{executor_, {}} {}

throwaway_stack::~throwaway_stack() {
    up_.reset();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

program throwaway_stack::ourselves(std::vector<std::string> arguments) const {
    program what;
    what.name = arguments.front();
    what.arguments = std::move(arguments);
    what.arguments.insert(what.arguments.begin(), fs::read_symlink("/proc/self/exe").string());
    what.arguments.insert(what.arguments.end(), {"--data-dir", (folder_ / "data").string()});
    what.environment = own_environment();
    what.folder = folder_;
    return what;
}

void throwaway_stack::take_line(std::string_view line) {
    if (last_lines_.size() == last_lines_max)
        last_lines_.pop_front();
    last_lines_.emplace_back(line);
    ready_ = ready_ || line.starts_with("ready: ");
    changed_.notify_all();
}

async::task<> throwaway_stack::watch() {
    co_await up_->wait();
    ended_ = true;
    changed_.notify_all();
}

async::task<> throwaway_stack::until_ready() {
    while (!ready_) {
        if (ended_)
            throw failure{fmt::format("the stack ended:\n{}", fmt::join(last_lines_, "\n"))};
        co_await changed_.wait();
    }
}

async::task<> throwaway_stack::start(async::deadline until) {
    const auto up = ourselves({"up", "--no-demo", "--web-port", "0", "--aws-port", "0"});
    up_ = std::make_unique<child_process>(executor_, up,
                                          [this](std::string_view line) { take_line(line); });
    watching_.spawn("up", watch());
    co_await async::with_deadline(until, "the start of the stack", until_ready());
    command_context joined;
    joined.sources = {.env_file = {}, .data_dir = folder_ / "data", .overrides = {}};
    settings_ = joined.load();
}

async::task<> throwaway_stack::run(std::vector<std::string> arguments) {
    const auto what = ourselves(std::move(arguments));
    std::string said;
    child_process child{executor_, what,
                        [&](std::string_view line) { said.append(line).push_back('\n'); }};
    const int status = co_await child.wait();
    if (status != 0)
        throw failure{
            fmt::format("`marketplace {}`: {}\n{}", what.name, describe_status(status), said)};
}

async::task<> throwaway_stack::stop() {
    if (!up_)
        co_return;
    if (!ended_)
        up_->send(SIGINT);
    co_await watching_.join();
}

} // namespace app
