#include "app/stack/supervisor.hpp"

#include "async/backoff.hpp"
#include "async/sleep.hpp"

#include <ranges>
#include <sys/wait.h>

namespace app {

namespace {

using namespace std::chrono_literals;

constexpr auto first_wait = 100ms;
constexpr auto longest_wait = 10s;
/// A program that ran this long was well: its next failure is a new one.
constexpr auto well_after = 20s;

} // namespace

supervisor::supervisor(boost::asio::any_io_executor executor, base::logger log,
                       line_handler on_line)
    : executor_{executor}
    , log_{std::move(log)}
    , on_line_{std::move(on_line)}
    , changed_{executor}
    , tasks_{executor, log_} {}

std::unique_ptr<child_process> supervisor::start(const program& what) {
    return std::make_unique<child_process>(
        executor_, what, [this, name = what.name](std::string_view line) { on_line_(name, line); });
}

async::task<int> supervisor::run_once(program what) {
    const auto child = start(what);
    once_ = child.get();
    const int status = co_await child->wait();
    once_ = nullptr;
    co_return status;
}

void supervisor::interrupt_once() {
    if (once_)
        once_->send_to_group(SIGTERM);
}

void supervisor::keep_running(program what) {
    services_.push_back(std::make_unique<service>(std::move(what)));
    auto& added = *services_.back();
    added.child = start(added.what);
    tasks_.spawn(added.what.name, keep(added));
}

async::task<> supervisor::keep(service& of) {
    async::backoff wait{first_wait, longest_wait};
    for (;;) {
        const auto started = std::chrono::steady_clock::now();
        if (of.child) {
            const int status = co_await of.child->wait();
            of.child.reset();
            changed_.notify_all();
            if (!of.stopping) {
                log_.error("a program has ended; it is started again",
                           {{"program", of.what.name}, {"how", describe_status(status)}});
            }
        }
        if (std::chrono::steady_clock::now() - started > well_after)
            wait.reset();
        if (!of.stopping)
            co_await changed_.wait_until(async::deadline::after(wait.next()));
        if (of.stopping)
            break;
        try {
            of.child = start(of.what);
        } catch (const std::system_error& e) {
            log_.error("a program cannot be started",
                       {{"program", of.what.name}, {"why", e.what()}});
        }
    }
    of.stopped = true;
    changed_.notify_all();
}

async::task<> supervisor::stop(service& of, std::chrono::milliseconds patience) {
    of.stopping = true;
    changed_.notify_all();
    if (of.child)
        of.child->send(of.what.stop_signal);
    const auto until = async::deadline::after(patience);
    while (!of.stopped && !killed_) {
        if (co_await changed_.wait_until(until))
            continue;
        log_.warning("a program does not end and is killed", {{"program", of.what.name}});
        if (of.child)
            of.child->send(of.what.kill_signal);
        break;
    }
    while (!of.stopped)
        co_await changed_.wait();
}

async::task<> supervisor::stop_all(std::chrono::milliseconds patience) {
    // Nothing is started again from here on, whoever falls first.
    for (auto& each : services_)
        each->stopping = true;
    for (auto& each : services_ | std::views::reverse)
        co_await stop(*each, patience);
    co_await tasks_.join();
    services_.clear();
}

void supervisor::kill_all() {
    killed_ = true;
    for (auto& each : services_) {
        each->stopping = true;
        if (each->child)
            each->child->send(each->what.kill_signal);
    }
    if (once_)
        once_->send_to_group(SIGKILL);
    changed_.notify_all();
}

pid_t supervisor::pid_of(std::string_view name) const {
    for (const auto& each : services_) {
        if (each->what.name == name && each->child)
            return each->child->pid();
    }
    return 0;
}

} // namespace app
