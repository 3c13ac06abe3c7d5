#pragma once

#include "http/response.hpp"
#include "json/decoder.hpp"

#include <cstdint>

namespace accounts {

enum class error : std::uint8_t {
    invalid_fields,    ///< see rejection::fields
    bad_credentials,   ///< no such user, wrong password or an inactive account: not told apart
    not_found,         ///< no such user
    user_not_found,    ///< the token's user is gone
    user_inactive,     ///< the token's user was deactivated
    token_invalid,     ///< not a token of ours, or expired
    token_wrong_type,  ///< an access token where a refresh token is due
    token_blacklisted, ///< revoked, or used twice
    owns_stores,       ///< cannot be erased while a store of theirs is active
    no_active_account, ///< a good refresh token of an account that is inactive or gone
};

/// Why something was refused; `fields` only with invalid_fields.
struct rejection {
    error why = error::invalid_fields;
    json::field_errors fields;
};

/// The one map from this module's errors to HTTP.
http::response to_response(const rejection& refused);

} // namespace accounts
