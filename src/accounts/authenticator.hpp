#pragma once

#include "accounts/tokens.hpp"
#include "base/clock.hpp"
#include "http/response.hpp"
#include "http/router.hpp"
#include "postgres/pool.hpp"

namespace accounts {

/// Adds WWW-Authenticate: what a 401 must have.
http::response with_challenge(http::response answer);

/// From the Authorization header to the caller. Where signing in is enough it looks at the token
/// alone (signature, type, expiry), so a deactivated account keeps its access token until that
/// expires; for staff routes it reads is_active and is_staff from the database. Answers in
/// simplejwt's words. All that is passed must outlive it.
http::authenticator make_authenticator(postgres::pool& pool, const token_signer& signer,
                                       const base::clock& clock);

} // namespace accounts
