#include "reservations/tasks.hpp"

#include "reservations/repository.hpp"

namespace reservations {

async::task<std::size_t> sweep(postgres::pool& pool,
                               std::function<void(const counters_changed&)> changed,
                               async::deadline until) {
    repository rows{pool};
    const auto overdue = co_await rows.overdue_windows(sweep_grace, until);
    for (const auto window : overdue) {
        release_result done{.more = true};
        while (done.more) {
            done = co_await rows.release_overdue(window, until);
            if (changed)
                changed({window, done.revision, done.left});
        }
    }
    co_return overdue.size();
}

} // namespace reservations
