#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>

namespace aws {

/// How often each message has failed alone. Beyond `messages_max` the one that failed first is
/// forgotten: it only gets more tries.
class lone_failures {
public:
    explicit lone_failures(std::size_t messages_max)
        : messages_max_{messages_max} {}

    /// Gives the number with this one.
    std::uint32_t note(const std::string& message_id);
    bool knows(const std::string& message_id) const { return counts_.contains(message_id); }
    void forget(const std::string& message_id);

private:
    std::size_t messages_max_;
    std::unordered_map<std::string, std::uint32_t> counts_;
    std::deque<std::string> order_;
};

} // namespace aws
