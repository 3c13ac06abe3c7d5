#pragma once

#include "postgres/pool.hpp"
#include "tasks/registry.hpp"

namespace promos {

/// promos.expand_windows (8 days ahead), promotions.tasks.check_active_promos (enqueues again what
/// should have run by now) and promotions.tasks.cleanup_expired_promos. All idempotent; each gives
/// a small JSON object of counts.
void register_tasks(tasks::registry& known, postgres::pool& pool);

} // namespace promos
