#include "app/demo/demo.hpp"

#include "app/commands/database.hpp"
#include "app/demo/story.hpp"
#include "async/sleep.hpp"
#include "base/metrics.hpp"

#include <chrono>
#include <csignal>
#include <exception>
#include <optional>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

namespace app {

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto start_timeout = 90s;

void print_heading(std::string_view text) {
    fmt::print("\n{}\n", text);
    std::fflush(stdout);
}

double seconds_since(std::chrono::steady_clock::time_point began) {
    return std::chrono::duration<double>{std::chrono::steady_clock::now() - began}.count();
}

async::task<bool> tell(story& of) {
    print_heading("2  A promo is published two seconds before it opens");
    co_await of.publish();
    print_heading("3  It opens, and shoppers nearby are told");
    co_await of.open();
    print_heading("4  The race");
    co_await of.race();
    print_heading("5  Buying, cancelling");
    co_await of.decide();
    print_heading("6  Holds run out");
    co_await of.resell();
    print_heading("7  The recount");
    co_await of.recount();
    co_return of.print_tally();
}

// Whatever happens, what was opened is closed before the stack stops.
async::task<bool> tell_on(const throwaway_stack& stack) {
    const auto executor = co_await asio::this_coro::executor;
    base::metrics metrics;
    postgres::pool owner{executor, owner_connection(stack.with()), {}, metrics};
    story told{executor, stack, owner};
    std::exception_ptr failed;
    bool adds_up = false;
    try {
        adds_up = co_await tell(told);
    } catch (...) {
        failed = std::current_exception();
    }
    told.close();
    co_await owner.close();
    if (failed)
        std::rethrow_exception(failed);
    co_return adds_up;
}

async::task<bool> play(throwaway_stack& stack, const demo_options& options) {
    print_heading("1  A stack of its own, of which nothing stays");
    auto began = std::chrono::steady_clock::now();
    co_await stack.start(async::deadline::after(start_timeout));
    fmt::print(
        "    PostgreSQL, Redis, SNS and SQS, web, worker and beat are ready after {:.1f} s\n",
        seconds_since(began));
    began = std::chrono::steady_clock::now();
    co_await stack.run({"seed", "--shoppers", std::to_string(options.shoppers)});
    fmt::print("    {} made-up shoppers live in 135,233 real places, four of ten around Medellin "
               "({:.1f} s)\n",
               options.shoppers, seconds_since(began));
    co_return co_await tell_on(stack);
}

} // namespace

int run_demo(const demo_options& options) {
    asio::io_context io{1};
    throwaway_stack stack{io.get_executor()};
    asio::signal_set signals{io, SIGINT, SIGTERM};
    asio::cancellation_signal stop;
    signals.async_wait([&](const boost::system::error_code& cancelled, int) {
        if (!cancelled)
            stop.emit(asio::cancellation_type::terminal);
    });
    bool adds_up = false;
    std::exception_ptr failed;
    const auto whole = [&]() -> async::task<> {
        try {
            adds_up = co_await play(stack, options);
        } catch (...) {
            failed = std::current_exception();
        }
        co_await asio::this_coro::reset_cancellation_state();
        co_await stack.stop();
        signals.cancel();
    };
    asio::co_spawn(io, whole(),
                   asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr) {}));
    io.run();
    if (failed)
        std::rethrow_exception(failed);
    fmt::print("\n{}\n", adds_up ? "Every number adds up." : "The numbers do not add up.");
    return adds_up ? 0 : 1;
}

} // namespace app
