#pragma once

#include "accounts/idempotency.hpp"
#include "http/router.hpp"
#include "stores/service.hpp"

namespace stores {

/// /api/stores/: anyone reads, signed-in people make stores, owners change theirs. Both must
/// outlive the router.
void register_routes(http::router& router, service& stores, accounts::idempotency& repeats);

} // namespace stores
