#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace base {

/// A part of a list that was asked for in pages.
template <class T>
struct listing {
    std::int64_t count = 0; ///< of the whole list
    std::vector<T> items;
};

/// By what a list shall be ordered first.
struct order_term {
    std::string_view key; ///< a string literal; the name of a column
    bool descending = false;

    friend bool operator==(const order_term&, const order_term&) = default;
};

/// The most important first; empty: in the list's own order, which also decides among equals.
using list_order = std::vector<order_term>;

} // namespace base
