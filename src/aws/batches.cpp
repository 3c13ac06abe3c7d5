#include "aws/batches.hpp"

namespace aws {

std::vector<batch_range> split_into_batches(std::span<const std::size_t> sizes_bytes,
                                            const batch_limits& limits) {
    std::vector<batch_range> out;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < sizes_bytes.size(); ++i) {
        const bool fits = !out.empty() && i - out.back().first < limits.entries_max &&
                          bytes + sizes_bytes[i] <= limits.bytes_max;
        if (!fits) {
            out.push_back({i, i});
            bytes = 0;
        }
        out.back().last = i + 1;
        bytes += sizes_bytes[i];
    }
    return out;
}

} // namespace aws
