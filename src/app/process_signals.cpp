#include "app/process_signals.hpp"

#include <csignal>

#include <boost/system/error_code.hpp>

namespace app {

stop_signals::stop_signals(boost::asio::io_context& io)
    : signals_{io, SIGINT, SIGTERM}
    , changed_{io.get_executor()} {
    await();
}

async::task<> stop_signals::wait() {
    while (count_ == 0)
        co_await changed_.wait();
}

async::task<> stop_signals::wait_for_another(async::deadline until) {
    while (count_ < 2 && co_await changed_.wait_until(until)) {
    }
}

void stop_signals::stop() {
    if (++count_ == 1 && on_first_)
        on_first_();
    changed_.notify_all();
}

void stop_signals::close() {
    signals_.cancel();
}

void stop_signals::await() {
    signals_.async_wait([this](const boost::system::error_code& cancelled, int) {
        if (cancelled)
            return;
        stop();
        await();
    });
}

} // namespace app
