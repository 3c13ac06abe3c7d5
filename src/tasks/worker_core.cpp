#include "tasks/worker_core.hpp"

#include "base/errors.hpp"

#include <algorithm>
#include <iterator>

namespace tasks {

std::size_t worker_core::room() const {
    if (stopping_ || held() >= limits_.held_max)
        return 0;
    // What has ended and is not acknowledged yet counts too: a slow broker must not pile work up
    // here.
    const auto taken = tags_.size() - held();
    const auto most = limits_.concurrency + limits_.prefetch;
    return taken >= most ? 0 : most - taken;
}

void worker_core::accept(job taken, base::instant now) {
    tags_.insert(taken.tag);
    if (taken.is_urgent) {
        const auto eta = taken.call.eta.value_or(now);
        urgent_.emplace(std::max(eta, now), std::move(taken));
    } else if (taken.call.eta && *taken.call.eta > now) {
        const auto eta = *taken.call.eta;
        held_.emplace(eta, std::move(taken));
    } else {
        ready_.push_back(std::move(taken));
    }
}

void worker_core::drop(settlement unread) {
    tags_.insert(unread.tag);
    settled_.push_back(std::move(unread));
}

std::optional<job> worker_core::start(base::instant now) {
    if (stopping_)
        return std::nullopt;
    const auto take_due = [now](std::multimap<base::instant, job>& from) -> std::optional<job> {
        if (from.empty() || from.begin()->first > now)
            return std::nullopt;
        return std::move(from.extract(from.begin()).mapped());
    };
    auto next = take_due(urgent_);
    if (next) {
        urgent_running_.insert(next->tag);
    } else if (has_free_slot()) {
        next = take_due(held_);
        if (!next && !ready_.empty()) {
            next = std::move(ready_.front());
            ready_.pop_front();
        }
    }
    if (next)
        ++running_;
    return next;
}

std::optional<base::instant> worker_core::next_eta() const {
    std::optional<base::instant> next;
    if (!urgent_.empty())
        next = urgent_.begin()->first;
    if (!held_.empty() && has_free_slot() && (!next || held_.begin()->first < *next))
        next = held_.begin()->first;
    return next;
}

void worker_core::end(std::string_view tag) {
    MARKETPLACE_ASSERT(running_ > 0);
    --running_;
    if (const auto at = urgent_running_.find(tag); at != urgent_running_.end())
        urgent_running_.erase(at);
}

void worker_core::settle(settlement ended) {
    end(ended.tag);
    settled_.push_back(std::move(ended));
}

void worker_core::abandon(std::string_view tag) {
    end(tag);
    if (const auto at = tags_.find(tag); at != tags_.end())
        tags_.erase(at);
}

std::vector<settlement> worker_core::take_settlements(std::size_t count) {
    const auto end =
        settled_.begin() + static_cast<std::ptrdiff_t>(std::min(count, settled_.size()));
    std::vector<settlement> some{std::make_move_iterator(settled_.begin()),
                                 std::make_move_iterator(end)};
    settled_.erase(settled_.begin(), end);
    return some;
}

void worker_core::confirm(const std::vector<settlement>& sent) {
    for (const auto& one : sent)
        tags_.erase(one.tag);
}

void worker_core::retry_settlements(std::vector<settlement> unsent) {
    settled_.insert(settled_.begin(), std::make_move_iterator(unsent.begin()),
                    std::make_move_iterator(unsent.end()));
}

std::vector<std::string> worker_core::stop() {
    stopping_ = true;
    std::vector<std::string> waited;
    for (auto& one : ready_)
        waited.push_back(std::move(one.tag));
    for (auto* by_eta : {&held_, &urgent_}) {
        for (auto& [eta, one] : *by_eta)
            waited.push_back(std::move(one.tag));
        by_eta->clear();
    }
    ready_.clear();
    for (const auto& tag : waited)
        tags_.erase(tag);
    return waited;
}

std::vector<std::string> worker_core::tags() const {
    return {tags_.begin(), tags_.end()};
}

} // namespace tasks
