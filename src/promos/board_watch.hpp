#pragma once

#include "promos/board_snapshot.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace promos {

/// What happened to a window that people look at.
enum class window_event : std::uint8_t { opened, edited, closed, counted };

std::string_view to_string(window_event e);

struct window_change {
    window_event what{};
    std::shared_ptr<const board_item> item;
};

/// Compares a board with what it was and tells the difference: openings, closings, edits, and
/// counters of open windows that moved while nothing else did. Pure: the
/// caller says when to look, and what time it is. One thread uses it.
class board_watch {
public:
    /// What has happened since the last look; a window that was edited while it opened has opened.
    /// The first look learns what there is and gives nothing. A window that is not open yet is news
    /// only when it is edited or taken back.
    std::vector<window_change> look(const board_snapshot& now_shown, base::instant now);

    /// When the next window of the last look opens or closes by the clock.
    std::optional<base::instant> next() const { return next_; }

private:
    struct known {
        std::shared_ptr<const board_item> item;
        bool is_open = false;
        std::int64_t revision = -1;
        std::uint64_t seen_in = 0; ///< the look
    };

    std::optional<window_event> compare(known& window, const std::shared_ptr<const board_item>& to,
                                        base::instant now);
    void expect(base::instant at, base::instant now);

    std::unordered_map<base::window_id, known> known_;
    std::uint64_t looks_ = 0;
    std::optional<base::instant> next_;
};

} // namespace promos
