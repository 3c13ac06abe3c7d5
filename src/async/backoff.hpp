#pragma once

#include <chrono>

namespace async {

/// Waits between attempts: doubling from `first` to `longest`, each drawn at random from its upper
/// half, so that many clients of one failed server do not come back together.
class backoff {
public:
    backoff(std::chrono::milliseconds first, std::chrono::milliseconds longest)
        : first_{first}
        , longest_{longest}
        , next_{first} {}

    std::chrono::milliseconds next();
    void reset() { next_ = first_; }

private:
    std::chrono::milliseconds first_;
    std::chrono::milliseconds longest_;
    std::chrono::milliseconds next_;
};

} // namespace async
