#pragma once

#include "async/task.hpp"
#include "async/task_group.hpp"
#include "base/log.hpp"

#include <algorithm>
#include <cstddef>
#include <exception>

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

namespace async {

namespace detail {

template <class F>
task<> take_turns(std::size_t& next, std::size_t count, F& work, std::exception_ptr& failure) {
    while (next < count && !failure) {
        try {
            co_await work(next++);
        } catch (...) {
            if (!failure)
                failure = std::current_exception();
        }
    }
}

} // namespace detail

/// Awaits `work(0)` to `work(count - 1)`, at most `at_a_time` of them together, on the caller's
/// thread. Returns when none runs any more. After the first exception, which is thrown then, no
/// other is begun. A cancelled caller cancels those that run and waits for them.
template <class F>
task<> together(std::size_t count, std::size_t at_a_time, F work) {
    task_group running{co_await boost::asio::this_coro::executor, base::logger{}};
    std::size_t next = 0;
    std::exception_ptr failure;
    for (std::size_t i = 0; i < std::min(count, at_a_time); ++i)
        running.spawn("one of many", detail::take_turns(next, count, work, failure));
    bool cancelled = false;
    try {
        co_await running.join();
    } catch (const boost::system::system_error&) { // only our own cancellation ends a join
        cancelled = true;
    }
    if (cancelled) {
        co_await boost::asio::this_coro::reset_cancellation_state();
        next = count;
        running.cancel();
        co_await running.join();
        throw boost::system::system_error{boost::asio::error::operation_aborted};
    }
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace async
