#include "promos/board_watch.hpp"

#include <algorithm>
#include <utility>

namespace promos {

std::string_view to_string(window_event e) {
    switch (e) {
    case window_event::opened:
        return "opened";
    case window_event::edited:
        return "edited";
    case window_event::closed:
        return "closed";
    case window_event::counted:
        return "counted";
    }
    return {};
}

std::vector<window_change> board_watch::look(const board_snapshot& now_shown, base::instant now) {
    std::vector<window_change> changes;
    ++looks_;
    next_.reset();
    for (const auto& item : now_shown.items()) {
        if (item->window.closes_at <= now)
            continue; // gone, as if the snapshot had it no more
        auto& window = known_[item->window.window];
        if (const auto what = compare(window, item, now))
            changes.push_back({*what, item});
        window.seen_in = looks_;
        expect(window.is_open ? item->window.closes_at : item->window.opens_at, now);
    }
    std::erase_if(known_, [&](const auto& entry) {
        const auto& window = entry.second;
        if (window.seen_in == looks_)
            return false;
        changes.push_back({window_event::closed, window.item});
        return true;
    });
    if (looks_ == 1)
        changes.clear();
    return changes;
}

std::optional<window_event> board_watch::compare(known& window,
                                                 const std::shared_ptr<const board_item>& to,
                                                 base::instant now) {
    const auto before = std::exchange(window.item, to);
    const bool was_open = std::exchange(window.is_open, to->open_at(now));
    const auto revision = to->counter->revision();
    const bool counted = revision > std::exchange(window.revision, revision);
    if (window.is_open != was_open)
        return window.is_open ? window_event::opened : window_event::edited; // opens later now
    if (before && before != to && before->json_head != to->json_head)
        return window_event::edited;
    return counted && window.is_open ? std::optional{window_event::counted} : std::nullopt;
}

void board_watch::expect(base::instant at, base::instant now) {
    if (at > now)
        next_ = next_ ? std::min(*next_, at) : at;
}

} // namespace promos
