#pragma once

#include "accounts/idempotency.hpp"
#include "accounts/login_attempts.hpp"
#include "accounts/service.hpp"
#include "http/router.hpp"

namespace accounts {

struct route_config {
    /// The refresh token's cookie is sent over HTTPS only; off in development.
    bool cookie_secure = true;
};

/// What the routes work with. It must outlive the router.
struct api {
    service& accounts;
    idempotency& repeats;
    login_attempts& attempts;
    route_config config;
};

/// /api/users/register/, /api/users/profile/ and one's own data, /api/users/password/, /api/users/
/// for staff, /api/auth/ and /api/token/.
void register_routes(http::router& router, service& accounts, idempotency& repeats,
                     login_attempts& attempts, route_config config = {});

// The parts of the above.
void register_session_routes(http::router& router, api with);
void register_user_routes(http::router& router, api with);
void register_own_routes(http::router& router, api with);

} // namespace accounts
