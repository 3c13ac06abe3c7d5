#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace aws {

struct batch_limits {
    std::size_t entries_max = 10;
    std::size_t bytes_max = 262'144; ///< of all entries together
};

/// Entries [first, last).
struct batch_range {
    std::size_t first = 0;
    std::size_t last = 0;

    friend bool operator==(const batch_range&, const batch_range&) = default;
};

/// Cuts entries of these sizes into batches that keep to the limits, in their order. Each entry
/// alone must be within them.
std::vector<batch_range> split_into_batches(std::span<const std::size_t> sizes_bytes,
                                            const batch_limits& limits);

} // namespace aws
