#pragma once

#include "postgres/result.hpp"
#include "promos/types.hpp"

#include <vector>

namespace promos {

/// Rows of the view board_windows, in the order of columns that sql/board_*.sql have in common.
std::vector<board_window> read_board_windows(const postgres::result& rows);

} // namespace promos
