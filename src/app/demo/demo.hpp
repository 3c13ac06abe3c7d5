#pragma once

#include <cstdint>

namespace app {

struct demo_options {
    /// Made-up shoppers, of whom the home share lives around the home city.
    std::int64_t shoppers = 20'000;
};

/// `marketplace demo`: tells the whole story on a throw-away stack, and counts it. Gives 0 when
/// every number adds up, 1 otherwise. Throws failure when the story cannot go on.
int run_demo(const demo_options& options);

} // namespace app
