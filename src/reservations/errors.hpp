#pragma once

#include <cstdint>

namespace reservations {

/// Why a request about a reservation was refused.
enum class error : std::uint8_t {
    not_found,
    forbidden,
    not_active,
    not_eligible,
    too_far,
    location_unknown,
    limit_reached,
    sold_out,
    expired,
    cancelled,
    already_redeemed,
    not_completed,
    wrong_code,
    key_reused,
};

} // namespace reservations
