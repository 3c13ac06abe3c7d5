#pragma once

#include "accounts/idempotency.hpp"
#include "http/router.hpp"
#include "products/service.hpp"

namespace products {

/// /api/products/: anyone reads, a store's owner writes. Both must outlive the router.
void register_routes(http::router& router, service& products, accounts::idempotency& repeats);

} // namespace products
