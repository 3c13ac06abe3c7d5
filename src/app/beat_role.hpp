#pragma once

#include "app/role.hpp"

#include <memory>

namespace app {

/// Enqueues periodic tasks when they are due.
std::unique_ptr<role> make_beat_role(const role_context& context);

} // namespace app
