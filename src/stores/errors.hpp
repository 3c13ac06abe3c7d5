#pragma once

#include "http/response.hpp"

#include <cstdint>

namespace stores {

/// Why a store cannot be read or written.
enum class error : std::uint8_t {
    not_found,
    not_owner,
    has_promos, ///< it cannot be deleted: deactivate it
};

/// The one map from this module's errors to HTTP.
http::response to_response(error why);

} // namespace stores
