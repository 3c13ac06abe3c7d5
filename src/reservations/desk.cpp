#include "reservations/desk.hpp"

#include "base/errors.hpp"
#include "postgres/errors.hpp"

#include <algorithm>
#include <string>

#include <boost/asio/post.hpp>

namespace reservations {

using steady = async::deadline::clock;

/// One request that waits: made on its own thread, answered there.
struct desk::slot final : waiter {
    explicit slot(boost::asio::any_io_executor executor)
        : home{executor}
        , done{std::move(executor)} {}

    boost::asio::any_io_executor home;
    async::event done;
    std::optional<outcome> result;
};

desk::desk(boost::asio::any_io_executor executor, postgres::pool& pool, base::logger log,
           base::metrics& metrics, desk_config config)
    : executor_{executor}
    , repository_{pool}
    , log_{std::move(log)}
    , metrics_{metrics}
    , config_{config}
    , all_{this}
    , deadlines_changed_{executor}
    , serving_{executor, log_}
    , timers_{executor, log_} {}

desk::~desk() = default;

void desk::share_with(std::vector<desk*> all) {
    all_ = std::move(all);
}

desk& desk::owner_of(base::window_id window) {
    return *all_[std::hash<base::window_id>{}(window) % all_.size()];
}

async::task<desk_answer> desk::ask(base::window_id window, desk_request request,
                                   async::deadline until) {
    const auto mine = std::make_shared<slot>(executor_);
    auto& owner = owner_of(window);
    if (&owner == this) {
        enqueue(window, std::move(request), mine);
    } else {
        boost::asio::post(owner.executor_, [&owner, window, request = std::move(request), mine] {
            owner.enqueue(window, request, mine);
        });
    }
    while (!mine->result) {
        if (!co_await mine->done.wait_until(until) && !mine->result)
            throw base::deadline_exceeded{"reservation desk"};
    }
    if (const auto* failure = std::get_if<std::exception_ptr>(&*mine->result))
        std::rethrow_exception(*failure);
    co_return std::move(std::get<desk_answer>(*mine->result));
}

void desk::enqueue(base::window_id window, desk_request request, std::shared_ptr<slot> from) {
    try {
        if (closing_)
            throw base::outage{"reservation desk", "shutting down"};
        auto& state = state_of(window);
        state.queue.add(std::move(request), from);
        wake(window, state);
    } catch (const std::exception& refused) {
        if (dynamic_cast<const base::overload*>(&refused) != nullptr)
            metrics_.overload.add();
        std::vector<finished_request> one;
        one.push_back({std::move(from), std::current_exception()});
        deliver(std::move(one));
    }
}

desk::window_state& desk::state_of(base::window_id window) {
    return windows_.try_emplace(window, config_.limits).first->second;
}

void desk::wake(base::window_id window, window_state& state) {
    if (state.serving)
        return;
    state.serving = true;
    serving_.spawn("reservation desk", serve(window));
}

async::task<> desk::serve(base::window_id window) {
    auto& state = state_of(window); // stays where it is until this erases it
    while (auto batch = state.queue.next(steady::now())) {
        // Delivery is posted, and the next batch is on its way before it runs.
        deliver(co_await run(window, state, std::move(*batch)));
    }
    state.serving = false;
    if (!state.deadline)
        windows_.erase(window);
}

async::task<std::vector<finished_request>> desk::run(base::window_id window, window_state& state,
                                                     queue_batch batch) {
    const auto until = async::deadline::after(config_.batch_timeout);
    const bool locked = batch.by == queue_batch::way::locked;
    const auto began = steady::now();
    std::exception_ptr failure;
    bool splittable = false;
    try {
        const auto answer = locked
                                ? co_await repository_.judge(window, batch.entries, until)
                                : co_await repository_.judge_sold_out(window, batch.entries, until);
        const auto now = steady::now();
        metrics_.batch_size.observe(static_cast<double>(batch.entries.size()));
        metrics_.batch_seconds.observe(std::chrono::duration<double>(now - began).count());
        if (!locked)
            metrics_.sold_out_reads.add();
        for (const auto& one : answer.answers)
            metrics_.count(one.verdict);
        learn(window, state, answer);
        co_return state.queue.succeeded(std::move(batch), answer, now);
    } catch (const postgres::query_error& refused) {
        failure = std::current_exception();
        splittable = true;
        log_.error("a batch of the reservation desk raised",
                   {{"requests", batch.entries.size()}, {"why", refused.what()}});
        metrics_.halved.add();
    } catch (const std::exception&) {
        failure = std::current_exception();
    }
    co_return state.queue.failed(std::move(batch), failure, splittable);
}

void desk::learn(base::window_id window, window_state& state, const batch_answer& answer) {
    set_deadline(window, state, answer.next_deadline);
    if (answer.counters.revision <= state.revision)
        return;
    state.revision = answer.counters.revision;
    if (!listener_)
        return;
    try {
        listener_({window, answer.counters.revision, answer.counters.left()});
    } catch (const std::exception& why) { // the commit stands, and so do its answers
        log_.error("a listener of the reservation desk threw", {{"why", why.what()}});
    }
}

void desk::deliver(std::vector<finished_request> finished) {
    // One post a thread, not one a request.
    std::vector<std::pair<boost::asio::any_io_executor, answers>> by_home;
    for (auto& one : finished) {
        auto to = std::static_pointer_cast<slot>(std::move(one.who));
        const auto place =
            std::ranges::find(by_home, to->home, &decltype(by_home)::value_type::first);
        auto& group = place != by_home.end() ? place->second
                                             : by_home.emplace_back(to->home, answers{}).second;
        group.emplace_back(std::move(to), std::move(one.what));
    }
    for (auto& [home, group] : by_home) {
        boost::asio::post(home, [all = std::move(group)]() mutable { hand_out(all); });
    }
}

void desk::hand_out(answers& all) {
    for (auto& [to, what] : all) {
        to->result = std::move(what);
        to->done.notify_all();
    }
}

void desk::note_revision(base::window_id window, std::int64_t revision) {
    auto& owner = owner_of(window);
    if (&owner != this) {
        boost::asio::post(owner.executor_,
                          [&owner, window, revision] { owner.note_revision(window, revision); });
        return;
    }
    if (const auto found = windows_.find(window); found != windows_.end())
        found->second.queue.note_revision(revision);
}

void desk::set_deadline(base::window_id window, window_state& state,
                        std::optional<std::chrono::microseconds> in) {
    if (state.deadline)
        deadlines_.erase({*state.deadline, window});
    state.deadline.reset();
    if (!in || closing_)
        return;
    // A millisecond late rather than early: a release that comes before the deadline does nothing.
    state.deadline = steady::now() + *in + std::chrono::milliseconds{1};
    deadlines_.emplace(*state.deadline, window);
    if (!std::exchange(watching_, true))
        timers_.spawn("deadlines of holds", release_at_deadlines());
    else if (deadlines_.begin()->second == window)
        deadlines_changed_.notify_all();
}

async::task<> desk::release_at_deadlines() {
    for (;;) {
        if (deadlines_.empty()) {
            co_await deadlines_changed_.wait();
            continue;
        }
        const auto [at, window] = *deadlines_.begin();
        const auto left = at - steady::now();
        if (left > steady::duration::zero()) {
            co_await deadlines_changed_.wait_until(async::deadline::after(left));
            continue;
        }
        deadlines_.erase(deadlines_.begin());
        auto& state = windows_.at(window);
        state.deadline.reset();
        state.queue.add_release();
        wake(window, state);
    }
}

async::task<> desk::close() {
    closing_ = true;
    timers_.cancel();
    co_await timers_.join();
    co_await serving_.join();
    deadlines_.clear();
    windows_.clear();
}

} // namespace reservations
