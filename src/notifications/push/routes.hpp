#pragma once

#include "accounts/idempotency.hpp"
#include "http/router.hpp"
#include "notifications/push/subscriptions.hpp"

namespace notifications::push {

/// What is passed by reference outlives the router.
void register_routes(http::router& routes, accounts::idempotency& repeats,
                     const service_rules& rules);

} // namespace notifications::push
