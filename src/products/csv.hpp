#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace products {

using csv_row = std::vector<std::string>;

/// Reads comma-separated values as spreadsheets write them (RFC 4180): quoted cells, doubled
/// quotes, either line end, a byte order mark; semicolons when the first line has them and no
/// comma. Empty lines are left out. Gives why not for a quote that is never closed, what follows
/// one, or more than `rows_max` rows.
std::expected<std::vector<csv_row>, std::string> parse_csv(std::string_view text,
                                                           std::size_t rows_max);

} // namespace products
