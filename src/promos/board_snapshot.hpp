#pragma once

#include "promos/types.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace promos {

class nearby_index;

/// `left` of one window with the revision that it belongs to, in one word: it moves forward from
/// any thread.
class window_counter {
public:
    /// A stock is at most 1,000,000 and so fits its 24 bits.
    static constexpr std::int32_t left_max = (1 << 24) - 1;

    /// False when `revision` is not above the known one.
    bool advance(std::int64_t revision, std::int32_t left);

    struct reading {
        std::int64_t revision = 0;
        std::int32_t left = 0;
    };
    /// Both of one moment.
    reading read() const {
        const auto word = word_.load(std::memory_order_relaxed);
        return {static_cast<std::int64_t>(word >> 24) - 1,
                static_cast<std::int32_t>(word & left_max)};
    }
    std::int32_t left() const {
        return static_cast<std::int32_t>(word_.load(std::memory_order_relaxed) & left_max);
    }
    std::int64_t revision() const {
        return static_cast<std::int64_t>(word_.load(std::memory_order_relaxed) >> 24) - 1;
    }

private:
    std::atomic<std::uint64_t> word_ = 0;
};

/// One window with its JSON text, made once: everything up to the distance, which what is left
/// follows.
struct board_item {
    board_window window;
    std::string json_head;
    std::shared_ptr<window_counter> counter;

    bool open_at(base::instant now) const {
        return window.opens_at <= now && now < window.closes_at;
    }
    /// As the live list shows it; without a distance: as the one without a point does.
    std::string to_json(std::optional<double> distance_m = std::nullopt) const;
};

std::shared_ptr<const board_item> make_board_item(board_window window,
                                                  std::shared_ptr<window_counter> counter);

struct live_query {
    std::optional<base::geo_point> near{};
    /// How far from `near` a store may be. Without it: as far as each window's own radius reaches.
    std::optional<double> radius_m{};
    std::optional<segment> for_segment{};
    std::int64_t offset = 0;
    std::int64_t limit = 20;
};

struct live_page {
    /// Of all hits, on this page or not.
    std::int64_t count = 0;
    /// The JSON text of the page's array.
    std::string results;
};

/// The windows of a moment with their index of places. Immutable but for the counters; safe for any
/// number of threads.
class board_snapshot {
public:
    board_snapshot();
    explicit board_snapshot(std::vector<std::shared_ptr<const board_item>> items);
    ~board_snapshot();
    board_snapshot(const board_snapshot&) = delete;
    board_snapshot& operator=(const board_snapshot&) = delete;

    /// The windows that are open at `now`: nearest first, or without a point the ones that close
    /// soonest first.
    live_page live(const live_query& query, base::instant now) const;

    /// Known windows, open or not; null when there is none.
    const board_item* find(base::window_id window) const;
    const board_item* open_window_of(base::promo_id promo, base::instant now) const;

    const std::vector<std::shared_ptr<const board_item>>& items() const { return items_; }

private:
    struct shown_window;
    class hits;

    void collect_near(const live_query& query, base::instant now, hits& out) const;
    void collect_all(const live_query& query, base::instant now, hits& out) const;
    std::string render(const live_query& query, const hits& found) const;

    std::vector<std::shared_ptr<const board_item>> items_; // by closes_at
    std::unordered_map<base::window_id, std::uint32_t> by_window_;
    std::unordered_multimap<base::promo_id, std::uint32_t> by_promo_;
    std::vector<shown_window> shown_; // in the order of items_
    std::unique_ptr<const nearby_index> places_;
};

} // namespace promos
