#pragma once

#include "async/deadline.hpp"
#include "async/event.hpp"
#include "async/task.hpp"
#include "async/task_group.hpp"
#include "base/log.hpp"
#include "reservations/metrics.hpp"
#include "reservations/repository.hpp"
#include "reservations/types.hpp"
#include "reservations/window_queue.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace reservations {

struct desk_config {
    queue_limits limits;
    /// The longest that one batch may take, with the wait for its connection.
    std::chrono::milliseconds batch_timeout{5'000};
};

/// The reservation desk of one I/O thread. Each window has one queue in the process, at the desk
/// that its id hashes to; the other threads' desks hand their requests over. At most one batch of a
/// window is in flight, and what arrived meanwhile is the next. A deadline of a hold that this desk
/// knows of becomes a release at that moment.
///
/// All calls on the thread of the executor, unless said otherwise. A request that is cancelled, or
/// whose deadline passes, leaves; it is judged all the same.
class desk {
public:
    using counters_listener = std::function<void(const counters_changed&)>;

    desk(boost::asio::any_io_executor executor, postgres::pool& pool, base::logger log,
         base::metrics& metrics, desk_config config = {});
    ~desk();
    desk(const desk&) = delete;
    desk& operator=(const desk&) = delete;

    /// The desks of all I/O threads in their order, this one among them. Before the first request;
    /// without it the desk serves every window itself.
    void share_with(std::vector<desk*> all);

    /// Called on this desk's thread after a commit that moved the counters of a window served here.
    void on_counters_changed(counters_listener listener) { listener_ = std::move(listener); }

    /// The verdict on one request. Throws base::overload when too many wait for the window,
    /// base::outage and base::deadline_exceeded; a request with an Idempotency-Key may be repeated.
    async::task<desk_answer> ask(base::window_id window, desk_request request,
                                 async::deadline until);

    /// Somebody else's commit moved the window's counters to this revision: an older "sold out" is
    /// not believed any more.
    void note_revision(base::window_id window, std::int64_t revision);

    /// Refuses new requests, answers those that wait, ends the timers. The pool must still work.
    async::task<> close();

private:
    struct slot;
    struct window_state {
        explicit window_state(queue_limits limits)
            : queue{limits} {}

        window_queue queue;
        bool serving = false;
        std::int64_t revision = -1; // told to the listener
        std::optional<async::deadline::clock::time_point> deadline;
    };
    using answers = std::vector<std::pair<std::shared_ptr<slot>, outcome>>;

    desk& owner_of(base::window_id window);
    void enqueue(base::window_id window, desk_request request, std::shared_ptr<slot> from);
    window_state& state_of(base::window_id window);
    void wake(base::window_id window, window_state& state);

    async::task<> serve(base::window_id window);
    async::task<std::vector<finished_request>> run(base::window_id window, window_state& state,
                                                   queue_batch batch);
    void learn(base::window_id window, window_state& state, const batch_answer& answer);
    void deliver(std::vector<finished_request> finished);
    static void hand_out(answers& all);

    void set_deadline(base::window_id window, window_state& state,
                      std::optional<std::chrono::microseconds> in);
    async::task<> release_at_deadlines();

    boost::asio::any_io_executor executor_;
    repository repository_;
    base::logger log_;
    desk_metrics metrics_;
    desk_config config_;
    counters_listener listener_;
    std::vector<desk*> all_;
    bool closing_ = false;

    std::unordered_map<base::window_id, window_state> windows_;
    std::set<std::pair<async::deadline::clock::time_point, base::window_id>> deadlines_;
    async::event deadlines_changed_;
    bool watching_ = false;
    async::task_group serving_;
    async::task_group timers_;
};

} // namespace reservations
