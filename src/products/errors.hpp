#pragma once

#include "http/response.hpp"

#include <cstdint>

namespace products {

/// Why a product cannot be read or written.
enum class error : std::uint8_t {
    not_found,
    not_owner,
    unknown_store,
    too_many_decimals, ///< its currency has none
    below_promo_price, ///< the new original price is lower than the price of one of its promos
    has_promos, ///< it cannot be deleted, nor change its store or currency: make it unavailable
};

/// Something that was refused; `store` is the one asked for with unknown_store.
struct rejection {
    error why = error::not_found;
    std::int64_t store = 0;
};

/// The one map from this module's errors to HTTP.
http::response to_response(const rejection& refused);

} // namespace products
