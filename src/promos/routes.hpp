#pragma once

#include "accounts/idempotency.hpp"
#include "base/clock.hpp"
#include "http/router.hpp"
#include "promos/board.hpp"
#include "promos/service.hpp"

namespace promos {

/// /api/flash-promos/: anyone sees what is live, signed-in people read, a store's owner writes. All
/// must outlive the router.
void register_routes(http::router& router, service& promos, const board& live,
                     accounts::idempotency& repeats, const base::clock& clock);

} // namespace promos
