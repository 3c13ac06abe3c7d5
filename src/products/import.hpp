#pragma once

#include "products/types.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

namespace products {

inline constexpr std::size_t import_rows_max = 5'000;

struct import_error {
    std::int64_t row = 1; ///< from 1, the line of names included
    std::string field;
    std::string message;
};

/// What a file of products says; it counts only if there are no errors.
struct import_reading {
    std::int64_t rows = 0; ///< of products
    std::vector<new_product> products;
    std::vector<import_error> errors; ///< at most import_errors_max
};

inline constexpr std::size_t import_errors_max = 100;

/// Reads CSV whose first line names its columns: name, original_price, and optionally description,
/// currency and is_available. A cell is judged as the field of a product is.
import_reading read_products(std::string_view csv, base::store_id store);

boost::json::object to_json(const import_reading& of, std::int64_t created);

} // namespace products
