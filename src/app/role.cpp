#include "app/role.hpp"

#include "app/process_signals.hpp"
#include "app/reload.hpp"
#include "app/stack/ports.hpp"
#include "async/console_sink.hpp"
#include "async/task_group.hpp"

#include <csignal>
#include <exception>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace app {

namespace {

namespace asio = boost::asio;

// A start may wait for long (for a schema that fits): a signal ends the wait. False when one did.
async::task<bool> start_unless_stopped(role& running, const role_context& context,
                                       stop_signals& signals) {
    std::exception_ptr failed;
    bool started = false;
    const auto start = [&]() -> async::task<> {
        try {
            co_await running.start();
            started = true;
        } catch (...) {
            failed = std::current_exception();
        }
    };
    async::task_group starting{context.executor, context.log};
    signals.on_first([&] { starting.cancel(); });
    starting.spawn("start", start());
    co_await starting.join();
    signals.on_first(nullptr);
    if (failed && !signals.came())
        std::rethrow_exception(failed);
    co_return started;
}

async::task<> stop_when_changed(const program_file& own, stop_signals& signals,
                                const base::logger& log, bool& changed) {
    co_await own.wait_until_changed();
    log.info("the program was built anew");
    changed = true;
    signals.stop();
}

/// True when the process is to be run again.
async::task<bool> run_stages(role& running, const role_context& context, const program_file& own,
                             stop_signals& signals) {
    std::exception_ptr failed;
    bool changed = false;
    async::task_group watching{context.executor, context.log};
    if (context.with.autoreload)
        watching.spawn("reload", stop_when_changed(own, signals, context.log, changed));
    try {
        if (co_await start_unless_stopped(running, context, signals))
            context.log.info("started", {{"pid", ::getpid()}});
        co_await signals.wait();
    } catch (...) {
        failed = std::current_exception();
    }
    watching.cancel();
    co_await watching.join();
    context.log.info("stopping");
    context.stopping = true;
    if (!failed && !changed)
        co_await signals.wait_for_another(async::deadline::after(running.unready_time()));
    co_await running.stop(async::deadline::after(context.with.shutdown_drain_time));
    signals.close();
    if (failed)
        std::rethrow_exception(failed);
    context.log.info("stopped");
    co_return changed;
}

} // namespace

async::task<> stop_list::run(async::deadline until, const base::logger& log) {
    while (!all_.empty()) {
        const auto [name, stop] = std::move(all_.back());
        all_.pop_back();
        try {
            co_await stop(until);
        } catch (const std::exception& e) {
            log.error("a part did not stop well", {{"part", name}, {"why", e.what()}});
        }
    }
}

int run_role(const std::string& name, const settings& with,
             const std::function<std::unique_ptr<role>(const role_context&)>& make) {
    const program_file own;
    const auto log = base::logger{async::make_console_sink(), with.effective_log_level(),
                                  with.effective_log_format()}
                         .with("role", name);
    log.info("starting", {{"open_files_max", raise_open_files_limit()}, {"debug", with.debug}});
    ::signal(SIGPIPE, SIG_IGN);
    base::metrics metrics;
    base::offset_clock clock;
    std::atomic<bool> stopping = false;
    asio::io_context io{1};
    const role_context context{with, io.get_executor(), log, metrics, clock, stopping};
    std::exception_ptr failed;
    bool run_again = false;
    {
        stop_signals signals{io};
        const auto running = make(context);
        asio::co_spawn(io, run_stages(*running, context, own, signals),
                       [&](std::exception_ptr e, bool again) {
                           failed = e;
                           run_again = again;
                       });
        io.run();
    }
    try {
        if (failed)
            std::rethrow_exception(failed);
        if (run_again)
            own.run_again();
        return 0;
    } catch (const std::exception& e) {
        log.error("the role cannot run", {{"why", e.what()}});
    }
    return 1;
}

} // namespace app
