#include "notifications/live/hub.hpp"

#include "async/sleep.hpp"
#include "base/errors.hpp"
#include "notifications/wire.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/json/serialize.hpp>

namespace notifications::live {
namespace {

using namespace std::chrono_literals;

/// Streams that are woken before other work of the thread has its turn.
constexpr std::size_t wakes_at_a_time = 128;
constexpr std::size_t write_bytes = 16 * 1024;
constexpr auto read_timeout = 2s;
constexpr auto read_again_after = 1s;
constexpr std::size_t notices_at_once = 500;
/// Of one inbox, when a stream is resumed.
constexpr std::int64_t missed_max = 50;

} // namespace

hub::stream::stream(hub& of, stream_request wanted)
    : with{std::move(wanted)}
    , rung{of.executor_}
    , ends_at{std::chrono::steady_clock::now() + of.config_.lifetime} {}

class hub::membership {
public:
    membership(hub& in, stream& of)
        : hub_{in}
        , stream_{of} {
        stream_.index = hub_.streams_.size();
        hub_.streams_.push_back(&stream_);
        if (stream_.with.user)
            hub_.by_user_.emplace(*stream_.with.user, &stream_);
        hub_.open_.add(1);
    }
    ~membership() {
        hub_.remove(stream_);
        hub_.open_.add(-1);
    }
    membership(const membership&) = delete;
    membership& operator=(const membership&) = delete;

private:
    hub& hub_;
    stream& stream_;
};

hub::hub(boost::asio::any_io_executor executor, postgres::pool& pool, const base::clock& clock,
         base::logger log, base::metrics& metrics, hub_config config)
    : executor_{executor}
    , clock_{clock}
    , log_{log.with("part", "live streams")}
    , config_{config}
    , inboxes_{pool}
    , open_{metrics.make_gauge("marketplace_live_streams", "Open live streams")}
    , sent_{metrics.make_counter("marketplace_live_frames_total", "Frames given to live streams")}
    , too_slow_{metrics.make_counter("marketplace_live_streams_too_slow_total",
                                     "Live streams that were ended because their client did not "
                                     "read what it was sent")}
    , news_{executor}
    , random_{std::random_device{}()}
    , loops_{executor, log} {}

void hub::start() {
    loops_.spawn("heartbeats", beat());
    loops_.spawn("notices", read_notices());
}

async::task<> hub::close() {
    loops_.cancel();
    co_await loops_.join();
}

// One stream.

async::task<> hub::serve(http::stream_writer& out, stream_request with) {
    stream self{*this, std::move(with)};
    const membership inside{*this, self};
    co_await greet(out, self);
    while (!self.is_ending) {
        if (self.waiting.empty())
            co_await self.rung.wait();
        else
            co_await send_waiting(out, self);
    }
    co_await out.write(retry_text(retry_after()));
}

async::task<> hub::greet(http::stream_writer& out, stream& to) {
    const auto now = clock_.now();
    const bool resumed = to.with.after && co_await resume(to);
    co_await out.write(retry_text(retry_after()) + hello_text(resumed, now));
}

/// Puts what was missed into the stream's backlog; false when that is not all.
async::task<bool> hub::resume(stream& to) {
    const auto missed = recent_.since(*to.with.after);
    if (!missed)
        co_return false;
    for (const auto& one : *missed) {
        if (to.with.wanted.hears(*one->of) && !to.waiting.push(one)) {
            to.waiting.clear();
            co_return false;
        }
    }
    if (!to.with.user)
        co_return true;
    try {
        const auto notices = co_await inboxes_.inbox_since(
            async::deadline::after(read_timeout), {to.with.user->value()},
            *to.with.after - recent_frames::overlap, missed_max);
        for (const auto& one : notices)
            give(to, notice_frame(boost::json::serialize(to_json(one)), clock_.now()));
        co_return std::ssize(notices) < missed_max;
    } catch (const base::outage&) { // the pool says so itself
    } catch (const base::deadline_exceeded&) {
    } catch (const base::overload&) {
    }
    co_return false;
}

async::task<> hub::send_waiting(http::stream_writer& out, stream& to) {
    sent_.add(static_cast<double>(to.waiting.size()));
    if (const auto only = to.waiting.take_single()) {
        co_await out.write(only->text);
        co_return;
    }
    std::string several;
    to.waiting.take_into(several, write_bytes);
    co_await out.write(several);
}

std::chrono::milliseconds hub::retry_after() {
    // Spread, so that the streams of a replica that stops do not all come at the same moment.
    const auto least = config_.retry_after.count();
    std::uniform_int_distribution spread{least, 3 * least};
    return std::chrono::milliseconds{spread(random_)};
}

// All of them.

void hub::tell(const shared_frame& next) {
    recent_.keep(next);
    for (auto* one : streams_) {
        if (one->with.wanted.hears(*next->of))
            give(*one, next);
    }
}

void hub::give(stream& to, const shared_frame& next) {
    if (to.is_ending)
        return;
    if (!to.waiting.push(next)) {
        too_slow_.add();
        to.waiting.clear();
        to.is_ending = true;
    }
    wake(to);
}

void hub::wake(stream& one) {
    if (std::exchange(one.is_queued, true))
        return;
    ready_.push_back(&one);
    if (!std::exchange(is_pumping_, true))
        boost::asio::post(executor_, [this] { pump(); });
}

void hub::pump() {
    for (std::size_t i = 0; i < wakes_at_a_time && !ready_.empty(); ++i) {
        auto* one = ready_.front();
        ready_.pop_front();
        if (!one)
            continue;
        one->is_queued = false;
        one->rung.notify_all();
    }
    is_pumping_ = !ready_.empty();
    if (is_pumping_)
        boost::asio::post(executor_, [this] { pump(); });
}

void hub::remove(stream& one) {
    if (one.is_queued)
        std::ranges::replace(ready_, &one, nullptr);
    streams_[one.index] = streams_.back();
    streams_[one.index]->index = one.index;
    streams_.pop_back();
    if (!one.with.user)
        return;
    const auto [first, last] = by_user_.equal_range(*one.with.user);
    by_user_.erase(
        std::find_if(first, last, [&](const auto& entry) { return entry.second == &one; }));
}

async::task<> hub::beat() {
    const auto beat = heartbeat_frame();
    const auto slices = static_cast<std::size_t>(config_.heartbeat_every.count());
    for (std::size_t slice = 0;; slice = (slice + 1) % slices) {
        co_await async::sleep_for(1s);
        const auto now = std::chrono::steady_clock::now();
        for (std::size_t i = slice; i < streams_.size(); i += slices) {
            auto& one = *streams_[i];
            one.is_ending = one.is_ending || now >= one.ends_at;
            if (one.is_ending)
                wake(one);
            else if (one.waiting.empty())
                give(one, beat);
        }
    }
}

// Notices.

void hub::tell_delivered(const std::vector<delivered_notice>& delivered) {
    std::ranges::copy_if(delivered, std::back_inserter(chosen_),
                         [this](const auto& one) { return by_user_.contains(one.shopper); });
    if (!chosen_.empty())
        news_.notify_all();
}

void hub::look_for_missed(base::instant since) {
    if (by_user_.empty())
        return;
    missed_since_ = std::min(since, missed_since_.value_or(since));
    news_.notify_all();
}

async::task<> hub::read_notices() {
    for (;;) {
        if (chosen_.empty() && !missed_since_)
            co_await news_.wait();
        const auto began = clock_.now();
        try {
            co_await (missed_since_ ? read_missed() : read_chosen());
            continue;
        } catch (const base::outage&) { // the pool says so itself
        } catch (const base::deadline_exceeded& e) {
            log_.warning("notices are late", {{"step", e.step()}});
        } catch (const base::overload& e) {
            log_.warning("notices are late", {{"limit", e.limit()}});
        }
        missed_since_ = std::min(began, missed_since_.value_or(began));
        co_await async::sleep_for(read_again_after);
    }
}

async::task<> hub::read_chosen() {
    auto taken = std::exchange(chosen_, {});
    if (taken.size() > notices_at_once) {
        chosen_.assign(taken.begin() + notices_at_once, taken.end());
        taken.resize(notices_at_once);
    }
    for (const auto& one : co_await inboxes_.inbox_of(async::deadline::after(read_timeout), taken))
        tell(one);
}

async::task<> hub::read_missed() {
    const auto since = *missed_since_ - recent_frames::overlap;
    std::vector<std::int64_t> users;
    for (auto at = by_user_.begin(); at != by_user_.end();
         at = by_user_.equal_range(at->first).second)
        users.push_back(at->first.value());
    for (std::size_t at = 0; at < users.size(); at += notices_at_once) {
        const auto end = std::min(users.size(), at + notices_at_once);
        const std::vector<std::int64_t> some(users.begin() + static_cast<std::ptrdiff_t>(at),
                                             users.begin() + static_cast<std::ptrdiff_t>(end));
        const auto notices = co_await inboxes_.inbox_since(async::deadline::after(read_timeout),
                                                           some, since, missed_max);
        for (const auto& one : notices)
            tell(one);
    }
    missed_since_.reset();
}

void hub::tell(const inbox_notice& notice) {
    const auto [first, last] = by_user_.equal_range(notice.user);
    if (first == last)
        return;
    const auto frame = notice_frame(boost::json::serialize(to_json(notice)), clock_.now());
    for (auto at = first; at != last; ++at)
        give(*at->second, frame);
}

} // namespace notifications::live
