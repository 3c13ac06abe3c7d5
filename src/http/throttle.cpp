#include "http/throttle.hpp"

#include <algorithm>
#include <cmath>

namespace http {
namespace {

/// Of its rate, that a key uses here before others hear of it.
constexpr std::int64_t quiet_part = 8;
/// Stands for all keys that came when there were too many; no caller has it.
constexpr std::string_view others = "";

using seconds = std::chrono::duration<double>;

std::chrono::seconds rounded_up(seconds time) {
    return std::chrono::seconds{std::max<std::int64_t>(1, std::llround(std::ceil(time.count())))};
}

} // namespace

throttle::throttle(rate allowed, std::size_t keys_max)
    : allowed_{allowed}
    , keys_max_{keys_max} {}

void throttle::turn_to(std::int64_t period) {
    if (period <= period_)
        return; // a clock that was set back: the window stands still until it has caught up
    talkative_.clear();
    before_ = period == period_ + 1 ? std::move(now_) : counters{};
    now_.clear();
    period_ = period;
}

throttle::counters::value_type& throttle::find_or_add(std::string_view key) {
    if (const auto known = now_.find(key); known != now_.end())
        return *known;
    if (now_.size() >= keys_max_ && key != others)
        return find_or_add(others);
    auto& added = *now_.try_emplace(std::string{key}).first;
    if (const auto before = before_.find(key); before != before_.end())
        added.second.before = before->second.known + before->second.own;
    return added;
}

throttle::verdict throttle::take(std::string_view key, base::instant now) {
    const auto since_epoch = now.time_since_epoch();
    turn_to(since_epoch / allowed_.period);
    auto& entry = find_or_add(key);
    auto& count = entry.second;

    const seconds period = allowed_.period;
    const seconds left = std::clamp<seconds>(
        seconds{allowed_.period * (period_ + 1)} - seconds{since_epoch}, seconds{0}, period);
    const auto current = count.known + count.own;
    const double used =
        static_cast<double>(count.before) * (left / period) + static_cast<double>(current);
    const double free = static_cast<double>(allowed_.requests) - used;
    if (free >= 1) {
        ++count.own;
        if (!count.listed && current + 1 >= allowed_.requests / quiet_part) {
            count.listed = true;
            talkative_.push_back(&entry);
        }
        return {true, static_cast<std::int64_t>(free) - 1, rounded_up(left)};
    }
    // The next is allowed once enough of one period has slid out of the window.
    const auto spare = static_cast<double>(allowed_.requests - 1);
    if (const auto room = spare - static_cast<double>(current); room >= 0)
        return {false, 0, rounded_up(left - period * (room / static_cast<double>(count.before)))};
    const auto next = period * (1 - spare / static_cast<double>(current));
    return {false, 0, rounded_up(left + next)};
}

std::vector<throttle::count> throttle::unshared() {
    std::vector<count> all;
    all.reserve(talkative_.size());
    for (auto* entry : talkative_) {
        auto& [key, counter] = *entry;
        all.push_back({key, period_, counter.own});
        counter.known += std::exchange(counter.own, 0);
        counter.listed = false;
    }
    talkative_.clear();
    return all;
}

void throttle::learn(const count& all, std::int64_t requests_before) {
    const auto found = now_.find(all.key);
    if (all.period != period_ || found == now_.end())
        return;
    found->second.known = std::max(found->second.known, all.requests);
    found->second.before = std::max(found->second.before, requests_before);
}

} // namespace http
