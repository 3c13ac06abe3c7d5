#pragma once

#include <string_view>

namespace postgres {

/// One SQL statement with its name, "module.file". Generated from sql/*.sql; prepared once on each
/// connection.
struct statement {
    std::string_view name;
    std::string_view text;
};

} // namespace postgres
