#pragma once

#include <span>
#include <string_view>

namespace products {

/// The ISO 4217 codes of at most two decimals that a price may be in, in alphabetical order.
std::span<const std::string_view> currencies();

/// 0 or 2, of a code from that list.
int decimals_of(std::string_view currency);

} // namespace products
