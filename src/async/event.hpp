#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace async {

/// Wakes coroutines of one thread: a loop waits while its condition is false and is rung when it
/// may have changed. Not thread-safe; ring it from another thread with asio::post to executor().
class event {
public:
    explicit event(boost::asio::any_io_executor executor);

    const boost::asio::any_io_executor& executor() const { return executor_; }

    /// Wakes all that wait now; a later wait is not affected.
    void notify_all();

    /// Until notify_all. Throws operation_aborted when the caller is cancelled.
    task<> wait();

    /// Until notify_all (true) or the deadline (false). Throws operation_aborted when the caller is
    /// cancelled.
    task<bool> wait_until(deadline until);

private:
    boost::asio::any_io_executor executor_;
    boost::asio::steady_timer timer_;
    std::uint64_t rings_ = 0;
};

} // namespace async
