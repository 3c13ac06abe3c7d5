#pragma once

#include <cstdint>
#include <vector>

namespace base {

/// A part of a list that was asked for in pages.
template <class T>
struct listing {
    std::int64_t count = 0; ///< of the whole list
    std::vector<T> items;
};

} // namespace base
