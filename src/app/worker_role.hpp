#pragma once

#include "app/role.hpp"

#include <memory>

namespace app {

/// Runs tasks; beside them the outbox's relay and the sweep of overdue holds.
std::unique_ptr<role> make_worker_role(const role_context& context);

} // namespace app
