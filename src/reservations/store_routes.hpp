#pragma once

#include "http/router.hpp"
#include "reservations/service.hpp"

namespace reservations {

/// /api/stores/{id}/: what a store has sold, as a page and as CSV, and redeeming by code.
void register_store_routes(http::router& routes, service& reservations);

} // namespace reservations
