#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "postgres/pool.hpp"
#include "reservations/types.hpp"

#include <chrono>
#include <cstddef>
#include <functional>

namespace reservations {

/// How long a hold may be overdue before the sweep takes it: the timers of `web` go first.
inline constexpr std::chrono::milliseconds sweep_grace{200};
/// How often each worker sweeps.
inline constexpr std::chrono::seconds sweep_period{1};

/// Releases all overdue holds that no timer released; gives the number of windows. Harmless to run
/// in many processes at once.
async::task<std::size_t> sweep(postgres::pool& pool,
                               std::function<void(const counters_changed&)> changed,
                               async::deadline until);

} // namespace reservations
