#pragma once

#include "async/deadline.hpp"
#include "reservations/types.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace reservations {

/// Who waits for an answer. The queue carries it and knows nothing of it.
struct waiter {
    virtual ~waiter() = default;
};

using outcome = std::variant<desk_answer, std::exception_ptr>;

/// One request with all that wait for its answer: the first is who asked, the others asked the same
/// meanwhile.
struct queue_entry {
    desk_request request;
    std::vector<std::shared_ptr<waiter>> waiters;
};

struct queue_batch {
    enum class way : std::uint8_t {
        locked,   ///< desk_batch
        sold_out, ///< desk_sold_out: reads without the window's lock
    };

    way by = way::locked;
    std::vector<queue_entry> entries;
};

struct finished_request {
    std::shared_ptr<waiter> who;
    outcome what;
};

struct queue_limits {
    std::size_t batch_max = 512;
    /// Requests that wait for a batch of one window.
    std::size_t waiting_max = 16'384;
    /// How long answers are read without the lock after a batch found the window sold out.
    std::chrono::milliseconds sold_out_for{100};
};

/// The requests for one window: which of them go to the database next, by which way, and what
/// becomes of them. A plain state machine: no I/O, no clock, no threads. The owner runs one batch
/// at a time: next(), then succeeded() or failed() with that batch, then next() again.
class window_queue {
public:
    using time_point = async::deadline::clock::time_point;

    explicit window_queue(queue_limits limits = {})
        : limits_{limits} {}

    /// Throws base::overload when `waiting_max` wait already.
    void add(desk_request request, std::shared_ptr<waiter> who);

    /// Asks that overdue holds are released with the next batch.
    void add_release() { release_wanted_ = true; }

    std::size_t waiting() const { return waiting_.size(); }

    /// The next batch: all that waits, at most `batch_max`, but of one shopper (and of one key)
    /// only one request; who asked the same is folded into it, the others stay for the next batch.
    /// Nothing when nothing waits.
    std::optional<queue_batch> next(time_point now);

    /// The answers for all that waited for the batch, or nothing yet when it must be asked again.
    std::vector<finished_request> succeeded(queue_batch batch, const batch_answer& answer,
                                            time_point now);

    /// When `splittable` (the call raised, so nothing happened), the halves are tried on their own,
    /// and only a request that fails alone gets the error. Otherwise all get it.
    std::vector<finished_request> failed(queue_batch batch, std::exception_ptr why,
                                         bool splittable);

    /// Somebody heard of this revision: an older "sold out" is not believed any more.
    void note_revision(std::int64_t revision);

private:
    queue_batch compose(queue_batch::way by);
    void ask_again(std::vector<queue_entry> entries);
    void note_sold_out(const batch_answer& answer, time_point now);

    queue_limits limits_;
    std::deque<queue_entry> waiting_;
    std::vector<queue_batch> halves_;
    bool release_wanted_ = false;
    std::optional<time_point> sold_out_until_;
    std::int64_t sold_out_revision_ = 0;
};

} // namespace reservations
