#pragma once

#include "async/task.hpp"
#include "base/errors.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace async {

/// The one moment by which a request or job must be done. It is passed down by value; each step
/// takes the smaller of its own cap and what is left.
class deadline {
public:
    using clock = std::chrono::steady_clock;

    static deadline never() { return deadline{clock::time_point::max()}; }
    static deadline after(clock::duration timeout) { return deadline{clock::now() + timeout}; }

    /// The earlier of this deadline and `timeout` from now.
    deadline at_most(clock::duration timeout) const {
        return deadline{std::min(at_, clock::now() + timeout)};
    }

    clock::time_point at() const { return at_; }
    bool expired() const { return at_ <= clock::now(); }
    /// Never negative.
    clock::duration left() const { return std::max(clock::duration::zero(), at_ - clock::now()); }

private:
    explicit deadline(clock::time_point at)
        : at_{at} {}

    clock::time_point at_;
};

/// Runs `work` and cancels it at the deadline, which then is a base::deadline_exceeded that names
/// `step`. Work that ignores its cancellation is still waited for: nothing runs on unseen.
/// Cancelling the caller cancels it.
template <class T>
task<T> with_deadline(deadline until, std::string_view step, task<T> work);

} // namespace async

#include "async/impl/with_deadline.hpp"
