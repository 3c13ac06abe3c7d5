#pragma once

#include "app/role.hpp"

#include <memory>

namespace app {

/// Runs tasks; beside them the outbox's relay, the sweep of overdue holds and the consumer of the
/// notices' queue.
std::unique_ptr<role> make_worker_role(const role_context& context);

} // namespace app
