#pragma once

#include "postgres/pool.hpp"
#include "tasks/registry.hpp"

#include <functional>
#include <vector>

namespace promos {

/// What the hourly clean-up does beside its own work; gives what it adds to the result.
using cleanup_step = std::function<async::task<boost::json::object>()>;

/// promos.expand_windows (8 days ahead), promotions.tasks.check_active_promos (enqueues again what
/// should have run by now) and promotions.tasks.cleanup_expired_promos. All idempotent; each gives
/// a small JSON object of counts. `also_clean_up`: what other features do hourly.
void register_tasks(tasks::registry& known, postgres::pool& pool,
                    std::vector<cleanup_step> also_clean_up = {});

} // namespace promos
