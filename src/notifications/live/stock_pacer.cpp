#include "notifications/live/stock_pacer.hpp"

namespace notifications::live {

std::optional<stock_pacer::told> stock_pacer::offer(const place& of, window_counters next,
                                                    time now) {
    const auto [found, is_new] = windows_.try_emplace(of.window, entry{.of = of, .newest = next});
    auto& window = found->second;
    if (!is_new && next.revision <= window.newest.revision)
        return std::nullopt;
    window.newest = next;
    window.of = of;
    const bool turns = (next.left == 0) != (window.told_left == 0);
    if (is_new || turns || now - window.told_at >= pause)
        return tell(window, now);
    if (!window.waits) {
        window.waits = true;
        waiting_.emplace(window.told_at + pause, of.window);
    }
    return std::nullopt;
}

stock_pacer::told stock_pacer::tell(entry& window, time now) {
    if (window.waits)
        waiting_.erase({window.told_at + pause, window.of.window});
    window.waits = false;
    window.told_at = now;
    window.told_left = window.newest.left;
    return {window.of, window.newest};
}

std::vector<stock_pacer::told> stock_pacer::due(time now) {
    std::vector<told> all;
    while (!waiting_.empty() && waiting_.begin()->first <= now)
        all.push_back(tell(windows_.at(waiting_.begin()->second), now));
    return all;
}

std::optional<stock_pacer::time> stock_pacer::next() const {
    return waiting_.empty() ? std::nullopt : std::optional{waiting_.begin()->first};
}

void stock_pacer::forget(base::window_id window) {
    const auto found = windows_.find(window);
    if (found == windows_.end())
        return;
    if (found->second.waits)
        waiting_.erase({found->second.told_at + pause, window});
    windows_.erase(found);
}

} // namespace notifications::live
