#include "aws/queue_consumer.hpp"

#include "async/sleep.hpp"
#include "base/errors.hpp"

#include <algorithm>
#include <exception>

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

namespace aws {

namespace {

using namespace std::chrono_literals;
using clock = async::deadline::clock;

constexpr auto pause_first = 100ms;
constexpr auto pause_longest = 2'000ms;
constexpr auto poll_grace = 300ms;
/// Poll loops that may wait for a slot; each waits at most once.
constexpr std::size_t waiting_max = 1'024;

} // namespace

queue_consumer::queue_consumer(boost::asio::any_io_executor executor, messaging& through,
                               batch_handler handler, consumer_options options, base::logger log,
                               base::metrics& metrics)
    : through_{through}
    , handler_{std::move(handler)}
    , options_{std::move(options)}
    , log_{std::move(log)}
    , metrics_{metrics}
    , failures_{options_.lone_failures_remembered_max}
    , slots_{executor, "batches in hand", options_.batches_in_hand_max, waiting_max}
    , changed_{executor}
    , polls_{executor, log_}
    , handlers_{executor, log_}
    , renewals_{std::move(executor), log_} {}

async::task<> queue_consumer::run() {
    for (std::size_t i = 0; i < options_.receivers_max; ++i)
        polls_.spawn("receive notices", poll_loop(i));
    renewals_.spawn("renew notices", renew_loop());
    bool cancelled = false;
    try {
        co_await serve();
    } catch (const boost::system::system_error&) { // only our own cancellation ends it so
        cancelled = true;
    }
    co_await boost::asio::this_coro::reset_cancellation_state();
    stopping_ = true;
    for (auto* group : {&polls_, &handlers_, &renewals_}) {
        group->cancel();
        co_await group->join();
    }
    if (cancelled)
        throw boost::system::system_error{boost::asio::error::operation_aborted};
}

/// A service may need a moment to notice that a poll is given up; what it sends into that is lost
/// for as long as it is hidden. So the youngest polls may end by themselves.
async::task<> queue_consumer::serve() {
    while (!stopping_)
        co_await changed_.wait();
    try {
        co_await async::with_deadline(async::deadline::after(poll_grace), "polls", polls_.join());
    } catch (const base::deadline_exceeded&) {
        polls_.cancel();
    }
    co_await polls_.join();
    co_await handlers_.join();
}

void queue_consumer::stop_gently() {
    stopping_ = true;
    changed_.notify_all();
}

async::task<> queue_consumer::poll_loop(std::size_t index) {
    async::backoff pause{pause_first, pause_longest};
    while (!stopping_) {
        if (index >= polls_wanted_) {
            co_await changed_.wait();
            continue;
        }
        co_await wait_for_permission();
        co_await poll_once(pause);
    }
}

async::task<> queue_consumer::wait_for_permission() {
    while (!options_.may_receive()) {
        if (!std::exchange(paused_, true)) {
            log_.warning("receiving is paused");
            metrics_.paused.set(1);
        }
        co_await async::sleep_for(options_.pause_check_interval);
    }
    if (std::exchange(paused_, false)) {
        log_.info("receiving goes on");
        metrics_.paused.set(0);
    }
}

async::task<> queue_consumer::poll_once(async::backoff& pause) {
    auto slot = co_await slots_.acquire(async::deadline::never());
    std::string trouble;
    try {
        auto got = co_await through_.receive({.messages_max = options_.messages_max,
                                              .wait = options_.wait,
                                              .visibility = options_.visibility},
                                             async::deadline::never());
        pause.reset();
        if (std::exchange(unreachable_, false))
            log_.info("notices are received again");
        note_received(got);
        if (!got.empty())
            handlers_.spawn("handle notices", work(std::move(got), std::move(slot)));
        co_return;
    } catch (const boost::system::system_error&) { // cancelled
        throw;
    } catch (const std::runtime_error& e) {
        trouble = e.what();
    }
    if (!std::exchange(unreachable_, true))
        log_.warning("notices cannot be received", {{"error", trouble}});
    slot.release();
    co_await async::sleep_for(pause.next());
}

/// Also decides how many polls the queue is worth.
void queue_consumer::note_received(const std::vector<message>& got) {
    metrics_.received.observe(static_cast<double>(got.size()));
    const auto now = std::chrono::system_clock::now();
    for (const auto& each : got) {
        if (each.sent_at)
            metrics_.lag_seconds.observe(
                std::max(0.0, std::chrono::duration<double>(now - *each.sent_at).count()));
    }
    if (got.empty()) {
        polls_wanted_ = 1;
    } else if (2 * got.size() >= options_.messages_max && polls_wanted_ < options_.receivers_max) {
        ++polls_wanted_;
        changed_.notify_all();
    }
}

async::task<> queue_consumer::work(std::vector<message> got, async::semaphore::permit) {
    const auto now = clock::now();
    const auto at = in_hand_.insert(
        in_hand_.end(), {std::move(got), now + half_visibility(), now + options_.hold_max});
    struct leave {
        queue_consumer& owner;
        batches::iterator at;
        std::size_t count;
        ~leave() {
            owner.messages_in_hand_ -= count;
            owner.metrics_.in_hand.set(static_cast<double>(owner.messages_in_hand_));
            owner.in_hand_.erase(at);
        }
    } at_exit{*this, at, at->messages.size()};
    messages_in_hand_ += at->messages.size();
    metrics_.in_hand.set(static_cast<double>(messages_in_hand_));
    changed_.notify_all(); // the renewals
    co_await handle(*at);
}

async::task<> queue_consumer::renew_loop() {
    for (;;) {
        if (in_hand_.empty()) {
            co_await changed_.wait();
            continue;
        }
        const auto wait = in_hand_.front().renew_at - clock::now();
        if (wait > clock::duration::zero()) {
            co_await async::sleep_for(wait); // what is added meanwhile is due later
            continue;
        }
        co_await renew_due();
    }
}

async::task<> queue_consumer::renew_due() {
    const auto now = clock::now();
    std::vector<std::string> handles;
    while (in_hand_.front().renew_at <= now) {
        for (const auto& each : in_hand_.front().messages)
            handles.push_back(each.receipt_handle);
        in_hand_.front().renew_at = now + half_visibility();
        in_hand_.splice(in_hand_.end(), in_hand_, in_hand_.begin());
    }
    const auto outcomes = co_await through_.change_visibility_batch(
        std::move(handles), options_.visibility, async::deadline::after(options_.settle_timeout));
    metrics_.renewed.add(static_cast<double>(outcomes.size()));
    note_unsettled(outcomes, "renew visibility");
}

void queue_consumer::note_unsettled(const std::vector<entry_outcome>& outcomes,
                                    std::string_view doing) {
    const auto failed = std::ranges::find_if(outcomes, [](const auto& each) { return !each; });
    if (failed == outcomes.end())
        return;
    const auto count =
        std::count_if(failed, outcomes.end(), [](const auto& each) { return !each; });
    metrics_.unsettled.add(static_cast<double>(count));
    log_.warning("messages are not settled",
                 {{"doing", doing}, {"messages", count}, {"error", failed->error().message}});
}

} // namespace aws
