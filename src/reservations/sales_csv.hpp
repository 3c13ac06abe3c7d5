#pragma once

#include "reservations/details.hpp"

#include <span>
#include <string>

namespace reservations {

/// The first line.
std::string sales_csv_head();
/// One line a sale; times in UTC.
std::string to_csv(std::span<const details> sales);

} // namespace reservations
