#pragma once

#include "app/role.hpp"

#include <memory>

namespace app {

/// Serves SNS and SQS. It needs nothing else of the stack and keeps its messages in memory.
std::unique_ptr<role> make_localaws_role(const role_context& context);

} // namespace app
