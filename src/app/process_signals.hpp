#pragma once

#include "async/deadline.hpp"
#include "async/event.hpp"
#include "async/task.hpp"

#include <functional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

namespace app {

/// Listens for the signals that ask a process to end.
class stop_signals {
public:
    explicit stop_signals(boost::asio::io_context& io);

    bool came() const { return count_ > 0; }

    /// Until the first.
    async::task<> wait();

    /// Until a second one or the deadline.
    async::task<> wait_for_another(async::deadline until);

    /// Calls `then` at the first signal, if it has not come yet.
    void on_first(std::function<void()> then) { on_first_ = std::move(then); }

    /// As if a signal had come.
    void stop();

    void close();

private:
    void await();

    boost::asio::signal_set signals_;
    async::event changed_;
    std::function<void()> on_first_;
    int count_ = 0;
};

} // namespace app
