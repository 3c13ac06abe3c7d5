#include "tasks/worker.hpp"

#include "async/sleep.hpp"
#include "tasks/execution.hpp"
#include "tasks/pidbox.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

namespace tasks {
namespace asio = boost::asio;
using async::deadline;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t settle_max = 500;
constexpr auto retry_pause = 100ms;

} // namespace

worker::worker(asio::any_io_executor executor, worker_config config, const registry& known,
               const base::clock& clock, base::logger log, base::metrics& metrics)
    : config_{std::move(config)}
    , name_{expand_node_name(config_.name)}
    , known_{known}
    , clock_{clock}
    , log_{log.with("worker", name_)}
    , metrics_{metrics}
    , queues_{executor, config_.broker_address, log_}
    , own_results_{config_.result_address
                       ? std::make_unique<redis::client>(executor, *config_.result_address, log_)
                       : nullptr}
    , broker_{config_.broker, queues_, own_results_ ? *own_results_ : queues_}
    , bell_{executor, config_.broker_address, log_}
    , core_{config_.limits}
    , changed_{executor}
    , to_settle_{executor}
    , jobs_{executor, log_}
    , loops_{executor, log_} {
    // Redis tracks every key of a script that reads, also the bookkeeping that each fetch writes:
    // heeding those would ring at our own fetches, for ever. No key at all: everything was flushed.
    bell_.subscribe("__redis__:invalidate", [this](std::string_view, std::string_view key) {
        if (key.empty() || broker_.is_queue(key))
            ring();
    });
    bell_.subscribe(fmt::format("/{}.celery.pidbox", config_.broker_address.database),
                    [this](std::string_view, std::string_view payload) {
                        loops_.spawn("pidbox", reply_to_pidbox(std::string{payload}));
                    });
    bell_.on_resubscribed([this] {
        is_doorbell_armed_ = false;
        ring();
    });
    queues_.on_connected([this] {
        is_doorbell_armed_ = false;
        // After an outage every lease has run out: the others get the time to renew theirs.
        reclaim_not_before_ = deadline::clock::now() + config_.renew_every;
    });
}

void worker::ring() {
    ++rings_;
    changed_.notify_all();
}

void worker::stop_gently() {
    const auto waited = core_.stop();
    to_give_back_.insert(to_give_back_.end(), waited.begin(), waited.end());
    changed_.notify_all();
}

async::task<> worker::run() {
    log_.info("worker starts",
              {{"tasks", known_.names().size()}, {"concurrency", config_.limits.concurrency}});
    std::exception_ptr ended;
    try {
        co_await serve();
    } catch (...) {
        ended = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state();
    if (ended)
        jobs_.cancel();
    stop_gently();
    try {
        co_await finish();
    } catch (const std::exception& e) {
        log_.warning("worker leaves work behind", {{"error", e.what()}});
    }
    jobs_.cancel();
    loops_.cancel();
    co_await jobs_.join();
    co_await loops_.join();
    co_await queues_.close();
    if (own_results_)
        co_await own_results_->close();
    log_.info("worker has stopped");
    if (ended)
        std::rethrow_exception(ended);
}

async::task<> worker::serve() {
    loops_.spawn("doorbell", bell_.run());
    loops_.spawn("start", start_loop());
    loops_.spawn("fetch", fetch_loop());
    loops_.spawn("settle", settle_loop());
    loops_.spawn("lease", lease_loop());
    loops_.spawn("reclaim", reclaim_loop());
    while (!core_.is_stopping())
        co_await changed_.wait();
    log_.info("worker stops gently",
              {{"running", core_.running()}, {"given_back", to_give_back_.size()}});
    co_await give_back_waiting();
    co_await jobs_.join();
}

async::task<> worker::give_back_waiting() {
    auto tags = std::exchange(to_give_back_, {});
    try {
        co_await broker_.give_back(tags);
    } catch (const std::exception& e) {
        log_.warning("giving back failed", {{"error", e.what()}});
        to_give_back_.insert(to_give_back_.end(), tags.begin(), tags.end());
    }
    co_await async::throw_if_cancelled();
}

async::task<> worker::finish() {
    co_await jobs_.join();
    const auto until = deadline::after(config_.stop_timeout);
    const auto is_done = [this] { return core_.is_idle() && !is_fetching_; };
    while (!is_done()) {
        if (!co_await changed_.wait_until(until) && !is_done())
            throw base::deadline_exceeded{"acknowledging"};
    }
    co_await async::with_deadline(until, "giving back", give_back_waiting());
    co_await async::with_deadline(until, "leaving", broker_.leave());
}

async::task<> worker::start_loop() {
    while (!core_.is_stopping()) {
        start_jobs();
        auto wait = std::chrono::duration_cast<std::chrono::microseconds>(config_.poll_every);
        if (const auto eta = core_.next_eta()) {
            wait = std::clamp(*eta - clock_.now(), std::chrono::microseconds{1000}, wait);
        }
        co_await changed_.wait_until(deadline::after(wait));
    }
}

async::task<> worker::fetch_loop() {
    while (!core_.is_stopping()) {
        const auto rings = rings_;
        const bool is_full = core_.room() == 0 || core_.waiting() * 2 > config_.limits.prefetch;
        auto pause = is_full ? 0ms : co_await try_fetch();
        if (is_full || (pause > 0ms && rings == rings_)) {
            co_await changed_.wait_until(deadline::after(is_full ? config_.poll_every : pause));
        }
    }
}

async::task<std::chrono::milliseconds> worker::try_fetch() {
    struct mark {
        bool& on;
        explicit mark(bool& flag)
            : on{flag} {
            on = true;
        }
        ~mark() { on = false; }
    } fetching{is_fetching_};
    std::chrono::milliseconds pause{};
    try {
        co_await arm_doorbell();
        pause = co_await fetch_once() ? 0ms : config_.poll_every;
    } catch (const std::exception& e) {
        log_.debug("fetch failed", {{"error", e.what()}});
        pause = retry_pause;
    }
    co_await async::throw_if_cancelled();
    changed_.notify_all();
    co_return pause;
}

async::task<> worker::arm_doorbell() {
    if (is_doorbell_armed_ || bell_.connection_id() == 0)
        co_return;
    is_doorbell_armed_ = true; // a reconnect meanwhile disarms it again
    try {
        co_await queues_.run(deadline::after(1s), {"CLIENT", "TRACKING", "ON", "REDIRECT",
                                                   std::to_string(bell_.connection_id())});
    } catch (const redis::command_error& e) {
        is_doorbell_armed_ = false; // the polls go on
        log_.debug("no doorbell", {{"error", e.what()}});
    }
}

async::task<bool> worker::fetch_once() {
    auto got = co_await broker_.fetch(core_.room());
    if (got.empty())
        co_return false;
    metrics_.fetched.observe(static_cast<double>(got.size()));
    for (auto& one : got)
        take(std::move(one));
    co_return true;
}

void worker::take(delivery got) {
    auto call = decode(got.envelope);
    if (core_.is_stopping()) {
        to_give_back_.push_back(std::move(got.tag));
    } else if (!call) {
        metrics_.undecodable.add();
        log_.error("message dropped",
                   {{"why", call.error()}, {"message", got.envelope.substr(0, 500)}});
        core_.drop({.tag = std::move(got.tag),
                    .result_key = {},
                    .result = {},
                    .push_key = {},
                    .push = {}});
        to_settle_.notify_all();
    } else {
        if (call->queue.empty())
            call->queue = got.queue;
        const auto* entry = known_.find(call->name);
        const bool is_urgent = entry != nullptr && entry->options.is_urgent;
        core_.accept({std::move(got.tag), std::move(*call), is_urgent}, clock_.now());
    }
}

void worker::start_jobs() {
    while (auto next = core_.start(clock_.now()))
        jobs_.spawn("task", run_job(std::move(*next)));
    metrics_.show(core_);
}

async::task<> worker::run_job(job what) {
    const auto tag = what.tag;
    const auto name = what.call.name;
    try {
        auto ended = co_await execute(std::move(what), known_, clock_, log_);
        metrics_.ended(name, ended);
        core_.settle(std::move(ended.what));
        to_settle_.notify_all();
    } catch (const boost::system::system_error&) { // cancelled
        core_.abandon(tag);
        to_give_back_.push_back(tag);
    }
    changed_.notify_all();
}

async::task<> worker::settle_loop() {
    for (;;) {
        if (core_.has_settlements()) {
            co_await settle_some();
        } else {
            co_await to_settle_.wait();
        }
    }
}

async::task<> worker::settle_some() {
    auto some = core_.take_settlements(settle_max);
    std::vector<bool> ours;
    try {
        ours = co_await broker_.settle(some);
    } catch (const std::exception& e) {
        log_.warning("acknowledging failed", {{"error", e.what()}, {"tasks", some.size()}});
    }
    if (ours.empty()) {
        core_.retry_settlements(std::move(some));
        co_await async::sleep_for(retry_pause);
        co_return;
    }
    for (std::size_t i = 0; i < some.size(); ++i) {
        if (ours[i])
            continue;
        metrics_.lost.add();
        log_.warning("task was taken by somebody else", {{"result", some[i].result_key}});
    }
    core_.confirm(some);
    changed_.notify_all();
}

async::task<> worker::lease_loop() {
    for (;;) {
        try {
            co_await broker_.renew(core_.tags());
            co_await broker_.give_back_uncertain();
        } catch (const std::exception& e) {
            log_.debug("lease not renewed", {{"error", e.what()}});
        }
        // After a failure soon again: the lease must not run out over one lost connection.
        co_await async::throw_if_cancelled();
        co_await async::sleep_for(queues_.is_connected() ? config_.renew_every : retry_pause);
    }
}

async::task<> worker::reclaim_loop() {
    for (;;) {
        co_await async::sleep_for(config_.reclaim_every);
        if (!queues_.is_connected() || deadline::clock::now() < reclaim_not_before_)
            continue;
        try {
            const auto count = co_await broker_.reclaim();
            metrics_.reclaimed.add(static_cast<double>(count));
            if (count > 0)
                log_.warning("tasks of dead workers put back", {{"tasks", count}});
        } catch (const std::exception& e) {
            log_.debug("reclaim failed", {{"error", e.what()}});
        }
    }
}

async::task<> worker::reply_to_pidbox(std::string payload) {
    const auto reply = answer_pidbox(payload, name_);
    if (!reply)
        co_return;
    const auto until = deadline::after(1s);
    const auto listens = co_await queues_.run(
        until, {"SISMEMBER", "_kombu.binding.reply.celery.pidbox", reply->binding});
    if (listens.integer != 1)
        co_return;
    // A reply whose client has gone must not stay for ever, as Celery's own do.
    co_await queues_.run_all(
        until, {{"LPUSH", reply->queue, reply->envelope}, {"EXPIRE", reply->queue, "60"}});
}

} // namespace tasks
