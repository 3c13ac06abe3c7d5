#include "aws/lone_failures.hpp"

#include <algorithm>

namespace aws {

std::uint32_t lone_failures::note(const std::string& message_id) {
    const auto [at, is_new] = counts_.try_emplace(message_id, 0);
    const auto count = ++at->second;
    if (is_new) {
        order_.push_back(message_id);
        if (order_.size() > messages_max_) {
            counts_.erase(order_.front());
            order_.pop_front();
        }
    }
    return count;
}

void lone_failures::forget(const std::string& message_id) {
    if (counts_.erase(message_id) > 0)
        order_.erase(std::ranges::find(order_, message_id));
}

} // namespace aws
