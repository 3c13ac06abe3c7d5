#pragma once

#include "accounts/idempotency.hpp"
#include "http/router.hpp"
#include "notifications/service.hpp"

namespace notifications {

/// /api/notifications/: one's own inbox and a store's figures; /api/flash-promos/{id}/watch/.
void register_routes(http::router& router, service& notices, accounts::idempotency& repeats);

} // namespace notifications
