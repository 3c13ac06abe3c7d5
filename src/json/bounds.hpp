#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace json {

struct text_bounds {
    std::size_t length_min = 0;
    /// In characters (code points), as Django counts.
    std::size_t length_max = 255;
    bool blank_allowed = false;
    /// Surrounding white space is cut off, as CharField does; passwords keep it.
    bool trim = true;
};

struct integer_bounds {
    std::int64_t min = std::numeric_limits<std::int64_t>::min();
    std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

struct number_bounds {
    double min = std::numeric_limits<double>::lowest();
    double max = std::numeric_limits<double>::max();
};

} // namespace json
