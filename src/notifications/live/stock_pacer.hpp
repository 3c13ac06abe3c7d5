#pragma once

#include "notifications/live/frame.hpp"

#include <chrono>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace notifications::live {

/// Decides when what is left of a window is told: at most twice a second for each window, the
/// newest number, but sold out and back in stock at once. Pure; time only grows.
class stock_pacer {
public:
    using time = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::milliseconds pause{500};

    struct told {
        place of;
        window_counters now;
    };

    /// Takes the counters of a commit; gives them back when they are to be told now. Older ones
    /// than known are dropped.
    std::optional<told> offer(const place& of, window_counters next, time now);

    /// What has waited long enough.
    std::vector<told> due(time now);
    std::optional<time> next() const;

    /// The window has closed.
    void forget(base::window_id window);

private:
    struct entry {
        place of;
        window_counters newest;
        std::int32_t told_left = -1;
        time told_at{};
        bool waits = false;
    };

    told tell(entry& window, time now);

    std::unordered_map<base::window_id, entry> windows_;
    std::set<std::pair<time, base::window_id>> waiting_;
};

} // namespace notifications::live
