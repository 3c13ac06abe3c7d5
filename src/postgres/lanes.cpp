#include "postgres/lanes.hpp"

#include "base/errors.hpp"
#include "postgres/errors.hpp"

#include <algorithm>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

namespace postgres {
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

std::string limit_name(lane in) {
    return fmt::format("postgres.{}", to_string(in));
}

base::outage closed() {
    return base::outage{part_name, "closing"};
}

} // namespace

opener::opener(asio::any_io_executor executor, config where, base::logger log,
               base::metrics& metrics)
    : executor_{std::move(executor)}
    , where_{std::move(where)}
    , log_{std::move(log)}
    , metrics_{metrics}
    , opened_{metrics.make_counter("marketplace_postgres_connects_total", "Connections opened.")}
    , failed_{metrics.make_counter("marketplace_postgres_connect_failures_total",
                                   "Attempts that failed.")}
    , backoff_{50ms, 1000ms} {}

std::optional<base::outage> opener::refusal() const {
    if (closed_)
        return closed();
    if (last_failure_ && (!attempts_.empty() || async::deadline::clock::now() < retry_at_)) {
        return last_failure_;
    }
    return std::nullopt;
}

base::metrics::counter opener::refused(lane in) {
    return metrics_.make_counter("marketplace_postgres_refused_total",
                                 "Callers beyond the limit of a lane.",
                                 {{"lane", std::string{to_string(in)}}});
}

void opener::open(lane in, std::chrono::milliseconds statement_timeout, done then) {
    const auto at = attempts_.emplace(attempts_.end());
    auto purpose = std::string{to_string(in)};
    // The handler keeps this object, which keeps what the attempt refers to.
    asio::co_spawn(
        executor_, connect(where_, purpose, statement_timeout, async::deadline::never()),
        asio::bind_cancellation_slot(
            at->cancel.slot(), [self = shared_from_this(), at, purpose, statement_timeout,
                                then](std::exception_ptr failure, connection_handle raw) {
                self->on_end(at, failure);
                if (failure || self->closed_)
                    return then(nullptr);
                then(std::make_shared<connection>(self->executor_, std::move(raw), purpose,
                                                  statement_timeout, self->log_, self->metrics_));
            }));
}

void opener::on_end(std::list<attempt>::iterator ended, std::exception_ptr failure) {
    attempts_.erase(ended);
    if (!failure) {
        if (last_failure_)
            log_.info("postgresql is back");
        last_failure_.reset();
        backoff_.reset();
        return opened_.add();
    }
    if (closed_)
        return;
    const bool first = !last_failure_;
    try {
        std::rethrow_exception(failure);
    } catch (const base::outage& e) {
        last_failure_ = e;
    } catch (const std::exception& e) {
        last_failure_.emplace(part_name, e.what());
    }
    retry_at_ = async::deadline::clock::now() + backoff_.next();
    failed_.add();
    if (first)
        log_.error("postgresql cannot be reached", {{"error", last_failure_->what()}});
}

void opener::close() {
    closed_ = true;
    for (auto at = attempts_.begin(); at != attempts_.end();) {
        const auto current = at++;
        current->cancel.emit(asio::cancellation_type::terminal);
    }
}

exclusive_lane::exclusive_lane(lane name, lane_config config, std::shared_ptr<opener> opener)
    : opener_{std::move(opener)}
    , name_{name}
    , config_{config}
    , gate_{opener_->executor(), limit_name(name), config.connections, config.waiting_max}
    , refused_{opener_->refused(name)}
    , changed_{opener_->executor()} {}

exclusive_lane::~exclusive_lane() {
    for (const auto& one : free_)
        one->close("closing");
    for (const auto& one : draining_)
        one.held->close("closing");
}

exclusive_lane::lease::~lease() {
    if (held_)
        owner_->give_back(std::move(held_), std::move(permit_), needs_rollback_);
}

async::task<exclusive_lane::lease> exclusive_lane::acquire(async::deadline until) {
    if (gate_.free() == 0 && gate_.waiting() >= config_.waiting_max)
        refused_.add();
    auto permit = co_await gate_.acquire(until);
    for (;;) {
        if (closed_)
            throw closed();
        while (!free_.empty()) {
            auto next = std::move(free_.back());
            free_.pop_back();
            if (!next->open())
                continue;
            ++taken_;
            co_return lease{shared_from_this(), std::move(permit), std::move(next)};
        }
        if (taken_ + opening_ < config_.connections) {
            if (auto refusal = opener_->refusal())
                throw *std::move(refusal);
            ++opening_;
            opener_->open(name_, config_.statement_timeout, [weak = weak_from_this()](auto opened) {
                if (const auto self = weak.lock())
                    self->on_opened(std::move(opened));
            });
        }
        if (!co_await changed_.wait_until(until))
            throw base::deadline_exceeded{limit_name(name_)};
    }
}

void exclusive_lane::on_opened(std::shared_ptr<connection> opened) {
    --opening_;
    if (opened && !closed_) {
        opened->start([weak = weak_from_this(), which = opened.get()] {
            if (const auto self = weak.lock())
                self->on_idle(which);
        });
        free_.push_back(std::move(opened));
    }
    changed_.notify_all();
}

async::task<result> exclusive_lane::run(async::deadline until, const statement& what,
                                        const params& with) {
    const auto held = co_await acquire(until);
    co_return co_await held->wait(held->send(what, with, until), what.name);
}

void exclusive_lane::give_back(std::shared_ptr<connection> held, async::semaphore::permit permit,
                               bool roll_back) {
    if (held->open() && (roll_back || (held->pending() == 0 && held->in_transaction()))) {
        try {
            held->send("ROLLBACK", async::deadline::never());
        } catch (const base::outage&) { // then it is closed, which ends the transaction too
        }
    }
    if (held->open() && held->pending() > 0) {
        draining_.push_back({std::move(held), std::move(permit)});
        return;
    }
    --taken_;
    if (held->open() && !closed_) {
        free_.push_back(std::move(held));
    } else {
        held->close("closing");
    }
    permit.release();
    changed_.notify_all();
}

void exclusive_lane::on_idle(connection* which) {
    const auto at =
        std::ranges::find_if(draining_, [&](const drained& d) { return d.held.get() == which; });
    if (at != draining_.end()) {
        auto [held, permit] = std::move(*at);
        draining_.erase(at);
        give_back(std::move(held), std::move(permit), false);
    } else if (!which->open()) {
        std::erase_if(free_, [&](const auto& c) { return c.get() == which; });
    }
}

void exclusive_lane::close_idle() {
    closed_ = true;
    for (auto& one : std::exchange(free_, {}))
        one->close("closing");
    changed_.notify_all();
}

shared_lane::shared_lane(lane name, lane_config config, std::shared_ptr<opener> opener)
    : opener_{std::move(opener)}
    , name_{name}
    , config_{config}
    , limit_{limit_name(name)}
    , refused_{opener_->refused(name)}
    , changed_{opener_->executor()} {}

shared_lane::~shared_lane() {
    for (const auto& one : connections_)
        one->close("closing");
}

std::size_t shared_lane::pending() const {
    auto sum = waiting_;
    for (const auto& one : connections_)
        sum += one->pending();
    return sum;
}

std::shared_ptr<connection> shared_lane::shortest() const {
    std::shared_ptr<connection> best;
    for (const auto& one : connections_) {
        if (one->open() && (!best || one->pending() < best->pending()))
            best = one;
    }
    return best;
}

bool shared_lane::open_another() {
    if (connections_.size() + opening_ >= config_.connections)
        return opening_ > 0;
    if (opener_->refusal())
        return false;
    ++opening_;
    opener_->open(name_, config_.statement_timeout, [weak = weak_from_this()](auto opened) {
        const auto self = weak.lock();
        if (!self)
            return;
        --self->opening_;
        if (opened && !self->closed_) {
            opened->start([weak, which = opened.get()] {
                const auto lane = weak.lock();
                if (!lane)
                    return;
                if (!which->open())
                    std::erase_if(lane->connections_,
                                  [&](const auto& c) { return c.get() == which; });
                if (lane->closed_)
                    lane->changed_.notify_all();
            });
            self->connections_.push_back(std::move(opened));
        }
        self->changed_.notify_all();
    });
    return true;
}

async::task<std::shared_ptr<connection>> shared_lane::pick(async::deadline until) {
    struct waiting {
        std::size_t& count;
        explicit waiting(std::size_t& c)
            : count{c} {
            ++count;
        }
        ~waiting() { --count; }
    } one_more{waiting_};
    for (;;) {
        if (closed_)
            throw closed();
        auto best = shortest();
        if (best && best->pending() == 0)
            co_return best;
        const bool another_comes = open_another();
        if (best)
            co_return best;
        if (!another_comes) {
            auto refusal = opener_->refusal();
            throw refusal ? *std::move(refusal) : base::outage{part_name, "no connection"};
        }
        if (!co_await changed_.wait_until(until))
            throw base::deadline_exceeded{limit_};
    }
}

async::task<result> shared_lane::run(async::deadline until, const statement& what,
                                     const params& with) {
    if (pending() >= config_.waiting_max + config_.connections) {
        refused_.add();
        throw base::overload{limit_};
    }
    const auto best = shortest();
    const auto chosen = best && best->pending() == 0 && !closed_ ? best : co_await pick(until);
    co_return co_await chosen->wait(chosen->send(what, with, until), what.name);
}

void shared_lane::close_idle() {
    closed_ = true;
    for (const auto& one : std::vector{connections_}) {
        if (one->pending() == 0)
            one->close("closing");
    }
    changed_.notify_all();
}

} // namespace postgres
