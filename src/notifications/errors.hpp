#pragma once

#include "http/response.hpp"

#include <cstdint>

namespace notifications {

/// Why a request about notices was refused.
enum class error : std::uint8_t {
    not_found,
    forbidden,
    no_store,   ///< figures of a store were asked for by somebody who has none
    not_active, ///< no window of the promo is open
};

/// The one map from this module's errors to HTTP.
http::response to_response(error why);

} // namespace notifications
