#pragma once

#include "http/response.hpp"
#include "json/decoder.hpp"

#include <cstdint>

namespace promos {

enum class error : std::uint8_t {
    invalid_fields, ///< see rejection::fields
    not_found,
    not_owner,
    no_window, ///< nothing is open or to come, so nothing can be extended
};

/// Why something was refused; `fields` only with invalid_fields.
struct rejection {
    error why = error::invalid_fields;
    json::field_errors fields{};
};

/// The one map from this module's errors to HTTP.
http::response to_response(const rejection& refused);

} // namespace promos
