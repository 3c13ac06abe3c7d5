#pragma once

#include "app/role.hpp"

#include <memory>

namespace app {

/// The REST API, the reservation desk and the live board: WEB_THREADS shards, each a thread with
/// its own connections and services, listening on the same port.
std::unique_ptr<role> make_web_role(const role_context& context);

} // namespace app
