#include "promos/board_snapshot.hpp"

#include "base/errors.hpp"
#include "promos/nearby_index.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace promos {
namespace {

constexpr std::string_view left_name = R"(,"left":)";
constexpr std::string_view revision_name = R"(,"revision":)";
/// Of one window on a page, beside its text: the distance, what is left at which revision, and what
/// joins them.
constexpr std::size_t numbers_bytes_max = 96;

/// All lines of it at once, before the first is read: the texts are far from each other in memory.
void fetch(std::string_view text) {
    constexpr std::size_t line_bytes = 64;
    for (std::size_t at = 0; at < text.size(); at += line_bytes)
        __builtin_prefetch(text.data() + at);
}

char* put(char* to, std::string_view text) {
    std::memcpy(to, text.data(), text.size());
    return to + text.size();
}

char* put(char* to, std::integral auto number) {
    return std::to_chars(to, to + std::numeric_limits<decltype(number)>::digits10 + 2, number).ptr;
}

/// The nearest first; as near as each other: the one that closes sooner.
constexpr auto nearer = [](const nearby_index::found& a, const nearby_index::found& b) {
    return a.chord_squared != b.chord_squared ? a.chord_squared < b.chord_squared
                                              : a.place < b.place;
};

/// Drops most of those that are not among the `wanted` nearest, by a histogram of the distances: it
/// looks at each twice, where selecting would compare each with many. (The squares of distances in
/// a circle are spread evenly.)
void drop_far(nearby_index::all_found& found, std::size_t wanted) {
    double farthest = 0;
    for (const auto& one : found)
        farthest = std::max(farthest, one.chord_squared);
    if (found.size() <= wanted || farthest == 0)
        return;
    std::array<std::size_t, 64> counts{};
    const double scale = (counts.size() - 1) / farthest;
    const auto bucket = [scale](const nearby_index::found& one) {
        return static_cast<std::uint32_t>(static_cast<std::int32_t>(one.chord_squared * scale));
    };
    for (const auto& one : found)
        ++counts[bucket(one)];
    std::uint32_t last = 0;
    for (auto near = counts[0]; near < wanted; near += counts[last])
        ++last;
    std::size_t kept = 0;
    for (const auto& one : found) {
        found[kept] = one;
        kept += bucket(one) <= last ? 1U : 0U;
    }
    found.erase(found.begin() + static_cast<std::ptrdiff_t>(kept), found.end());
}

} // namespace

bool window_counter::advance(std::int64_t revision, std::int32_t left) {
    MARKETPLACE_ASSERT(revision >= 0 && left >= 0 && left <= left_max);
    const auto word =
        (static_cast<std::uint64_t>(revision + 1) << 24) | static_cast<std::uint64_t>(left);
    auto known = word_.load(std::memory_order_relaxed);
    while ((known >> 24) < (word >> 24)) {
        if (word_.compare_exchange_weak(known, word, std::memory_order_relaxed))
            return true;
    }
    return false;
}

std::shared_ptr<const board_item> make_board_item(board_window window,
                                                  std::shared_ptr<window_counter> counter) {
    counter->advance(window.revision, window.left);
    boost::json::array segments;
    for (const auto& name : window.segments.names())
        segments.emplace_back(name);
    auto text = boost::json::serialize(boost::json::object{
        {"id", window.promo.value()},
        {"window", window.window.value()},
        {"product", window.product.value()},
        {"product_name", window.product_name},
        {"store", window.store.value()},
        {"store_name", window.store_name},
        {"address", window.address},
        {"time_zone", window.time_zone},
        {"image", window.image.empty() ? boost::json::value{} : boost::json::value(window.image)},
        {"latitude", window.location.latitude()},
        {"longitude", window.location.longitude()},
        {"promo_price", window.promo_price.to_string()},
        {"original_price", window.original_price.to_string()},
        {"currency", window.currency},
        {"eligible_segments", std::move(segments)},
        {"radius_m", window.radius_m},
        {"max_per_user", window.max_per_user},
        {"hold_seconds", window.hold_seconds},
        {"opens_at", base::to_rfc3339(window.opens_at)},
        {"closes_at", base::to_rfc3339(window.closes_at)},
        {"stock", window.stock},
    });
    text.pop_back(); // its closing brace: distance and left follow
    text += R"(,"distance":)";
    return std::make_shared<const board_item>(std::move(window), std::move(text),
                                              std::move(counter));
}

std::string board_item::to_json(std::optional<double> distance_m) const {
    const auto now = counter->read();
    const auto distance = distance_m ? std::to_string(std::llround(*distance_m)) : "null";
    return fmt::format("{}{}{}{}{}{}}}", json_head, distance, left_name, now.left, revision_name,
                       now.revision);
}

/// What a search reads of a window, side by side in memory.
struct board_snapshot::shown_window {
    base::instant opens_at;
    base::instant closes_at;
    segment_set segments;
    std::string_view json_head;
    const window_counter* counter;

    bool fits(const live_query& query, base::instant now) const {
        return opens_at <= now && now < closes_at &&
               (!query.for_segment || segments.allows(*query.for_segment));
    }
};

class board_snapshot::hits : public nearby_index::all_found {};

board_snapshot::board_snapshot()
    : board_snapshot{std::vector<std::shared_ptr<const board_item>>{}} {}

board_snapshot::~board_snapshot() = default;

board_snapshot::board_snapshot(std::vector<std::shared_ptr<const board_item>> items)
    : items_{std::move(items)} {
    std::ranges::sort(items_, {}, [](const auto& item) {
        return std::pair{item->window.closes_at, item->window.window};
    });
    std::vector<nearby_index::place> places;
    places.reserve(items_.size());
    shown_.reserve(items_.size());
    by_window_.reserve(items_.size());
    by_promo_.reserve(items_.size());
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
        const auto& item = *items_[i];
        const auto& window = item.window;
        places.push_back({window.location, window.radius_m});
        shown_.push_back({window.opens_at, window.closes_at, window.segments, item.json_head,
                          item.counter.get()});
        by_window_.emplace(window.window, i);
        by_promo_.emplace(window.promo, i);
    }
    places_ = std::make_unique<const nearby_index>(places);
}

const board_item* board_snapshot::find(base::window_id window) const {
    const auto found = by_window_.find(window);
    return found == by_window_.end() ? nullptr : items_[found->second].get();
}

const board_item* board_snapshot::open_window_of(base::promo_id promo, base::instant now) const {
    const auto [first, last] = by_promo_.equal_range(promo);
    const auto found = std::find_if(
        first, last, [&](const auto& entry) { return items_[entry.second]->open_at(now); });
    return found == last ? nullptr : items_[found->second].get();
}

live_page board_snapshot::live(const live_query& query, base::instant now) const {
    hits found;
    if (!query.near) {
        collect_all(query, now, found);
        return {static_cast<std::int64_t>(found.size()), render(query, found)};
    }
    collect_near(query, now, found);
    const auto count = static_cast<std::int64_t>(found.size());
    drop_far(found, static_cast<std::size_t>(query.offset + query.limit));
    std::sort(found.begin(), found.end(), nearer);
    return {count, render(query, found)};
}

void board_snapshot::collect_near(const live_query& query, base::instant now, hits& out) const {
    if (query.radius_m) {
        places_->find_within(*query.near, *query.radius_m, out);
    } else {
        places_->find_reaching(*query.near, out);
    }
    const auto unfit = std::remove_if(out.begin(), out.end(), [&](const auto& found) {
        return !shown_[found.place].fits(query, now);
    });
    out.erase(unfit, out.end());
}

void board_snapshot::collect_all(const live_query& query, base::instant now, hits& out) const {
    for (std::uint32_t i = 0; i < shown_.size(); ++i) {
        if (shown_[i].fits(query, now))
            out.push_back({0, i});
    }
}

std::string board_snapshot::render(const live_query& query, const hits& found) const {
    const auto begin = std::min(found.size(), static_cast<std::size_t>(query.offset));
    const auto end = std::min(found.size(), begin + static_cast<std::size_t>(query.limit));
    std::size_t bytes_max = 2;
    for (auto i = begin; i < end; ++i) {
        const auto& window = shown_[found[i].place];
        bytes_max += window.json_head.size() + numbers_bytes_max;
        fetch(window.json_head);
        __builtin_prefetch(window.counter);
    }
    std::string text;
    text.resize_and_overwrite(bytes_max, [&](char* const from, std::size_t) {
        auto* to = put(from, "[");
        for (auto i = begin; i < end; ++i) {
            const auto& window = shown_[found[i].place];
            if (i != begin)
                to = put(to, ",");
            to = put(to, window.json_head);
            to = query.near
                     ? put(to, std::llround(nearby_index::distance_m(found[i].chord_squared)))
                     : put(to, "null");
            to = put(to, left_name);
            const auto now = window.counter->read();
            to = put(to, now.left);
            to = put(to, revision_name);
            to = put(to, now.revision);
            to = put(to, "}");
        }
        return put(to, "]") - from;
    });
    return text;
}

} // namespace promos
