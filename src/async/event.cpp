#include "async/event.hpp"

#include "async/sleep.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace async {
namespace asio = boost::asio;

event::event(asio::any_io_executor executor)
    : executor_{std::move(executor)}
    , timer_{executor_, deadline::clock::time_point::max()} {}

void event::notify_all() {
    ++rings_;
    timer_.cancel();
}

task<> event::wait() {
    boost::system::error_code ignored;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    co_await throw_if_cancelled();
}

task<bool> event::wait_until(deadline until) {
    // A timer of its own: the shared one must keep its far expiry for the others.
    const auto seen = rings_;
    try {
        co_await with_deadline(until, "event", wait());
        co_return true;
    } catch (const base::deadline_exceeded&) {
        co_return rings_ != seen;
    }
}

} // namespace async
