#include "reservations/window_queue.hpp"

#include "base/errors.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <unordered_set>

namespace reservations {
namespace {

/// Whether the answer to `a` is the answer to `b`, when both are judged at one moment.
bool same_question(const desk_request& a, const desk_request& b) {
    const bool same_code = a.kind != request_kind::redeem || a.code == b.code;
    return a.kind == b.kind && a.actor == b.actor && a.reservation == b.reservation &&
           a.claimed == b.claimed && a.idempotency == b.idempotency && same_code;
}

/// What somebody hears who asked the same without a key while the first request was judged: what a
/// request directly after it would have heard.
verdict as_repeated(verdict first) {
    if (first == verdict::granted)
        return verdict::already_held;
    if (first == verdict::done)
        return verdict::repeated;
    return first;
}

void answer_entry(queue_entry entry, const desk_answer& answer,
                  std::vector<finished_request>& out) {
    for (std::size_t i = 0; i < entry.waiters.size(); ++i) {
        desk_answer own = answer;
        if (i > 0 && !entry.request.idempotency)
            own.verdict = as_repeated(own.verdict);
        out.push_back({std::move(entry.waiters[i]), std::move(own)});
    }
}

/// Keys belong to actors; within a batch each may stand once.
std::string actor_key(const desk_request& request) {
    return std::to_string(request.actor.value()) + ' ' + request.idempotency->key;
}

/// Puts one request after another into a batch, as far as they may stand beside each other.
class batch_builder {
public:
    explicit batch_builder(queue_batch& batch)
        : batch_{batch} {}

    /// False leaves the entry as it is: it must wait for another batch.
    bool take(queue_entry& entry) {
        const auto [place, is_new] =
            by_shopper_.try_emplace(entry.request.shopper, batch_.entries.size());
        if (!is_new) {
            auto& first = batch_.entries[place->second];
            if (!same_question(first.request, entry.request))
                return false;
            std::ranges::move(entry.waiters, std::back_inserter(first.waiters));
            return true;
        }
        if (entry.request.idempotency && !keys_.insert(actor_key(entry.request)).second) {
            by_shopper_.erase(place);
            return false;
        }
        batch_.entries.push_back(std::move(entry));
        return true;
    }

private:
    queue_batch& batch_;
    std::unordered_map<base::user_id, std::size_t> by_shopper_;
    std::unordered_set<std::string> keys_;
};

} // namespace

void window_queue::add(desk_request request, std::shared_ptr<waiter> who) {
    if (waiting_.size() >= limits_.waiting_max)
        throw base::overload{"reservation desk"};
    waiting_.push_back({std::move(request), {}});
    waiting_.back().waiters.push_back(std::move(who));
}

std::optional<queue_batch> window_queue::next(time_point now) {
    if (!halves_.empty()) {
        auto half = std::move(halves_.back());
        halves_.pop_back();
        return half;
    }
    if (waiting_.empty() && !release_wanted_)
        return std::nullopt;
    if (sold_out_until_ && now >= *sold_out_until_)
        sold_out_until_.reset();
    const bool may_read = sold_out_until_ && !release_wanted_ && !waiting_.empty() &&
                          waiting_.front().request.kind == request_kind::reserve;
    return compose(may_read ? queue_batch::way::sold_out : queue_batch::way::locked);
}

queue_batch window_queue::compose(queue_batch::way by) {
    queue_batch batch{by, {}};
    batch_builder builder{batch};
    std::deque<queue_entry> later;
    // While the window is sold out, reserving is answered by reading; only the rest takes the lock.
    const bool reserve_only = by == queue_batch::way::sold_out;
    const bool no_reserve = !reserve_only && sold_out_until_ && !release_wanted_;
    while (!waiting_.empty() && batch.entries.size() < limits_.batch_max) {
        auto entry = std::move(waiting_.front());
        waiting_.pop_front();
        const bool is_reserve = entry.request.kind == request_kind::reserve;
        const bool other_way = (reserve_only && !is_reserve) || (no_reserve && is_reserve);
        if (other_way || !builder.take(entry))
            later.push_back(std::move(entry));
    }
    waiting_.insert(waiting_.begin(), std::move_iterator{later.begin()},
                    std::move_iterator{later.end()});
    if (release_wanted_) {
        release_wanted_ = false;
        batch.entries.push_back({{.kind = request_kind::release}, {}});
    }
    return batch;
}

std::vector<finished_request> window_queue::succeeded(queue_batch batch, const batch_answer& answer,
                                                      time_point now) {
    std::vector<finished_request> finished;
    if (answer.answers.empty()) {
        sold_out_until_.reset();
        ask_again(std::move(batch.entries));
        return finished;
    }
    MARKETPLACE_ASSERT(answer.answers.size() == batch.entries.size());
    if (batch.by == queue_batch::way::locked)
        note_sold_out(answer, now);
    finished.reserve(batch.entries.size());
    std::vector<queue_entry> again;
    for (std::size_t i = 0; i < batch.entries.size(); ++i) {
        if (answer.answers[i].verdict == verdict::ask_again)
            again.push_back(std::move(batch.entries[i]));
        else
            answer_entry(std::move(batch.entries[i]), answer.answers[i], finished);
    }
    ask_again(std::move(again));
    return finished;
}

void window_queue::ask_again(std::vector<queue_entry> entries) {
    waiting_.insert(waiting_.begin(), std::move_iterator{entries.begin()},
                    std::move_iterator{entries.end()});
}

void window_queue::note_sold_out(const batch_answer& answer, time_point now) {
    sold_out_until_.reset();
    if (!answer.is_open || answer.counters.left() > 0)
        return;
    auto until = now + limits_.sold_out_for;
    if (answer.next_deadline)
        until = std::min(until, now + *answer.next_deadline);
    sold_out_until_ = until;
    sold_out_revision_ = answer.counters.revision;
}

void window_queue::note_revision(std::int64_t revision) {
    if (revision > sold_out_revision_)
        sold_out_until_.reset();
}

std::vector<finished_request> window_queue::failed(queue_batch batch, std::exception_ptr why,
                                                   bool splittable) {
    std::vector<finished_request> finished;
    if (splittable && batch.entries.size() > 1) {
        const auto middle =
            batch.entries.begin() + static_cast<std::ptrdiff_t>(batch.entries.size() / 2);
        queue_batch second{batch.by,
                           {std::move_iterator{middle}, std::move_iterator{batch.entries.end()}}};
        batch.entries.erase(middle, batch.entries.end());
        halves_.push_back(std::move(second));
        halves_.push_back(std::move(batch)); // the last goes first: the order of arrival
        return finished;
    }
    for (auto& entry : batch.entries) {
        for (auto& who : entry.waiters)
            finished.push_back({std::move(who), why});
    }
    return finished;
}

} // namespace reservations
