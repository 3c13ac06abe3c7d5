#include "app/role.hpp"

#include "app/stack/ports.hpp"
#include "async/console_sink.hpp"
#include "async/event.hpp"

#include <csignal>
#include <exception>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/system/system_error.hpp>

namespace app {

namespace {

namespace asio = boost::asio;

// Listens for the signals that ask a process to end.
class stop_signals {
public:
    explicit stop_signals(asio::io_context& io)
        : signals_{io, SIGINT, SIGTERM}
        , changed_{io.get_executor()} {
        await();
    }

    /// Until the first.
    async::task<> wait() {
        while (count_ == 0)
            co_await changed_.wait();
    }

    /// Until a second one or the deadline.
    async::task<> wait_for_another(async::deadline until) {
        while (count_ < 2 && co_await changed_.wait_until(until)) {
        }
    }

    /// Calls `then` at a second signal, if it ever comes.
    void on_second(std::function<void()> then) { on_second_ = std::move(then); }

    void close() { signals_.cancel(); }

private:
    void await() {
        signals_.async_wait([this](const boost::system::error_code& cancelled, int) {
            if (cancelled)
                return;
            if (++count_ == 2 && on_second_)
                on_second_();
            changed_.notify_all();
            await();
        });
    }

    asio::signal_set signals_;
    async::event changed_;
    std::function<void()> on_second_;
    int count_ = 0;
};

async::task<> run_stages(role& running, const role_context& context, stop_signals& signals) {
    std::exception_ptr failed;
    try {
        co_await running.start();
        context.log.info("started", {{"pid", ::getpid()}});
        co_await signals.wait();
    } catch (...) {
        failed = std::current_exception();
    }
    context.log.info("stopping");
    context.stopping = true;
    if (!failed)
        co_await signals.wait_for_another(async::deadline::after(running.unready_time()));
    co_await running.stop(async::deadline::after(context.with.shutdown_drain_time));
    signals.close();
    if (failed)
        std::rethrow_exception(failed);
    context.log.info("stopped");
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
    {
        stop_signals signals{io};
        const auto running = make(context);
        asio::co_spawn(io, run_stages(*running, context, signals),
                       [&](std::exception_ptr e) { failed = e; });
        io.run();
    }
    if (!failed)
        return 0;
    try {
        std::rethrow_exception(failed);
    } catch (const std::exception& e) {
        log.error("the role cannot run", {{"why", e.what()}});
    }
    return 1;
}

} // namespace app
