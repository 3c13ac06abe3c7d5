#include "async/backoff.hpp"

#include <algorithm>
#include <random>

namespace async {

std::chrono::milliseconds backoff::next() {
    thread_local std::minstd_rand random{std::random_device{}()};
    const auto longest = next_.count();
    next_ = std::min(longest_, next_ * 2);
    return std::chrono::milliseconds{
        std::uniform_int_distribution<long long>{longest / 2, longest}(random)};
}

} // namespace async
