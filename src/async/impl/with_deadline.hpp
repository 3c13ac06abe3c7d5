#pragma once

#include "async/deadline.hpp"

namespace async {

template <class T>
task<T> with_deadline(deadline until, std::string_view step, task<T> work) {
    namespace asio = boost::asio;
    if (until.expired())
        throw base::deadline_exceeded{std::string{step}};
    if (until.at() == deadline::clock::time_point::max())
        co_return co_await std::move(work);

    const auto executor = co_await asio::this_coro::executor;
    const auto outer = co_await asio::this_coro::cancellation_state;

    // Shared, because the timer's handler may already be queued when the work ends and this frame
    // goes.
    struct shared_state {
        asio::cancellation_signal cancel;
        bool timed_out = false;
        bool ended = false;
    };
    const auto state = std::make_shared<shared_state>();
    asio::steady_timer timer{executor, until.at()};
    timer.async_wait([state](const boost::system::error_code& failed) {
        if (failed || state->ended)
            return;
        state->timed_out = true;
        state->cancel.emit(asio::cancellation_type::terminal);
    });

    // The spawned work listens to our signal, so the caller's own cancellation is handed on by
    // hand.
    struct end_of_work {
        std::shared_ptr<shared_state> state;
        asio::cancellation_slot outer;
        ~end_of_work() {
            state->ended = true;
            if (outer.is_connected())
                outer.clear();
        }
    } at_end{state, outer.slot()};
    if (at_end.outer.is_connected()) {
        at_end.outer.assign([state](asio::cancellation_type type) { state->cancel.emit(type); });
    }

    try {
        co_return co_await asio::co_spawn(
            executor, std::move(work),
            asio::bind_cancellation_slot(state->cancel.slot(), asio::use_awaitable));
    } catch (const boost::system::system_error&) {
        if (!state->timed_out)
            throw;
    }
    throw base::deadline_exceeded{std::string{step}};
}

} // namespace async
