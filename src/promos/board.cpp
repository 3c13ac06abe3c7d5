#include "promos/board.hpp"

#include <tuple>

namespace promos {
namespace {

/// A closed window stays known this long, so that a late feed cannot bring it back.
constexpr auto forget_after = std::chrono::minutes{10};

bool same_fields(const board_window& a, const board_window& b) {
    const auto fields = [](const board_window& w) {
        return std::tie(w.promo, w.product, w.store, w.product_name, w.store_name, w.promo_price,
                        w.original_price, w.currency, w.location, w.radius_m, w.segments,
                        w.opens_at, w.closes_at, w.hold_seconds, w.max_per_user,
                        w.reserve_radius_check, w.state, w.version, w.image, w.address, w.time_zone,
                        w.stock);
    };
    return fields(a) == fields(b);
}

bool newer(const board_window& a, const board_window& b) {
    return std::tie(a.version, a.revision, a.updated_at) >
           std::tie(b.version, b.revision, b.updated_at);
}

} // namespace

board::board()
    : snapshot_{std::make_shared<const board_snapshot>()} {}

board::~board() = default;

bool board::apply_counters(base::window_id window, std::int64_t revision, std::int32_t left) {
    if (const auto* item = snapshot()->find(window))
        return item->counter->advance(revision, left);
    const std::lock_guard lock{mutex_};
    const auto known = items_.find(window);
    return known != items_.end() && known->second->counter->advance(revision, left);
}

bool board::apply_window(board_window window) {
    const std::lock_guard lock{mutex_};
    const auto known = items_.find(window.window);
    if (known == items_.end()) {
        const auto id = window.window;
        items_.emplace(id, make_board_item(std::move(window), std::make_shared<window_counter>()));
        changed_ = true;
        return true;
    }
    const auto& old = *known->second;
    const bool advanced = old.counter->advance(window.revision, window.left);
    if (!newer(window, old.window))
        return advanced;
    const bool visible = !same_fields(window, old.window);
    known->second = make_board_item(std::move(window), old.counter);
    changed_ = changed_ || visible;
    return visible || advanced;
}

void board::remove(base::window_id window) {
    const std::lock_guard lock{mutex_};
    if (items_.erase(window) > 0)
        changed_ = true;
}

bool board::refresh(base::instant now) {
    const std::lock_guard one_at_a_time{building_};
    auto visible = take_changes(now);
    if (!visible)
        return false;
    snapshot_.store(std::make_shared<const board_snapshot>(std::move(*visible)),
                    std::memory_order_release);
    return true;
}

std::optional<std::vector<std::shared_ptr<const board_item>>>
board::take_changes(base::instant now) {
    const std::lock_guard lock{mutex_};
    const auto forgotten = std::erase_if(items_, [&](const auto& known) {
        return known.second->window.closes_at + forget_after < now;
    });
    if (!changed_ && forgotten == 0)
        return std::nullopt;
    changed_ = false;
    std::vector<std::shared_ptr<const board_item>> visible;
    visible.reserve(items_.size());
    for (const auto& [id, item] : items_) {
        if (item->window.state == window_state::scheduled && item->window.closes_at > now)
            visible.push_back(item);
    }
    return visible;
}

std::size_t board::size() const {
    const std::lock_guard lock{mutex_};
    return items_.size();
}

} // namespace promos
