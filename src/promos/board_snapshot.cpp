#include "promos/board_snapshot.hpp"

#include "base/errors.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <boost/container/small_vector.hpp>
#include <boost/geometry/geometries/box.hpp>
#include <boost/geometry/geometries/point.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <boost/geometry/strategies/strategies.hpp>
#include <boost/iterator/function_output_iterator.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

// Places are points on the unit sphere in three dimensions. There a great-circle distance is a
// straight chord, so a box query has no date line and no poles to get wrong, and comparing
// distances costs three multiplications.

namespace promos {
namespace {

namespace bg = boost::geometry;
namespace bgi = boost::geometry::index;

using point = bg::model::point<double, 3, bg::cs::cartesian>;
using box = bg::model::box<point>;

constexpr double earth_radius_m = 6'371'008.8;
/// Keeps what lies exactly on the edge inside, whatever the rounding.
constexpr double slack = 1e-9;

point on_sphere(base::geo_point at) {
    constexpr double radians = std::numbers::pi / 180.0;
    const double latitude = at.latitude() * radians;
    const double longitude = at.longitude() * radians;
    return {std::cos(latitude) * std::cos(longitude), std::cos(latitude) * std::sin(longitude),
            std::sin(latitude)};
}

double chord_of(double distance_m) {
    return 2 * std::sin(std::min(distance_m / (2 * earth_radius_m), std::numbers::pi / 2)) + slack;
}

double distance_of(double chord_squared) {
    return 2 * earth_radius_m * std::asin(std::min(1.0, std::sqrt(chord_squared) / 2));
}

double chord_squared(const point& a, const point& b) {
    const double x = a.get<0>() - b.get<0>();
    const double y = a.get<1>() - b.get<1>();
    const double z = a.get<2>() - b.get<2>();
    return x * x + y * y + z * z;
}

box cube_around(const point& centre, double half) {
    return {{centre.get<0>() - half, centre.get<1>() - half, centre.get<2>() - half},
            {centre.get<0>() + half, centre.get<1>() + half, centre.get<2>() + half}};
}

/// What the filter reads of a window, side by side in memory.
struct place {
    point at;
    double reach_squared;
    base::instant opens_at;
    base::instant closes_at;
    segment_set segments;

    bool fits(const live_query& query, base::instant now) const {
        return opens_at <= now && now < closes_at &&
               (!query.for_segment || segments.allows(*query.for_segment));
    }
};

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
    });
    text.pop_back(); // its closing brace: distance and left follow
    return std::make_shared<const board_item>(std::move(window), std::move(text),
                                              std::move(counter));
}

struct board_snapshot::spatial_index {
    using indexed_point = std::pair<point, std::uint32_t>;
    using indexed_box = std::pair<box, std::uint32_t>;

    std::vector<place> places;
    bgi::rtree<indexed_point, bgi::linear<16>> stores;
    bgi::rtree<indexed_box, bgi::linear<16>> reaches;
};

struct board_snapshot::hit {
    double chord_squared;
    std::uint32_t index;

    friend bool operator<(const hit& a, const hit& b) {
        return std::tie(a.chord_squared, a.index) < std::tie(b.chord_squared, b.index);
    }
};

class board_snapshot::hits : public boost::container::small_vector<hit, 128> {};

board_snapshot::board_snapshot()
    : board_snapshot{std::vector<std::shared_ptr<const board_item>>{}} {}

board_snapshot::~board_snapshot() = default;

board_snapshot::board_snapshot(std::vector<std::shared_ptr<const board_item>> items)
    : items_{std::move(items)} {
    std::ranges::sort(items_, {}, [](const auto& item) {
        return std::pair{item->window.closes_at, item->window.window};
    });
    auto index = std::make_unique<spatial_index>();
    std::vector<spatial_index::indexed_point> stores;
    std::vector<spatial_index::indexed_box> reaches;
    stores.reserve(items_.size());
    reaches.reserve(items_.size());
    by_window_.reserve(items_.size());
    by_promo_.reserve(items_.size());
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
        const auto& window = items_[i]->window;
        const auto at = on_sphere(window.location);
        const auto reach = chord_of(window.radius_m);
        stores.emplace_back(at, i);
        reaches.emplace_back(cube_around(at, reach), i);
        index->places.push_back(
            {at, reach * reach, window.opens_at, window.closes_at, window.segments});
        by_window_.emplace(window.window, i);
        by_promo_.emplace(window.promo, i);
    }
    // Built from a range, the trees are packed: full nodes, no insertion one by one.
    index->stores = decltype(index->stores){stores};
    index->reaches = decltype(index->reaches){reaches};
    index_ = std::move(index);
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
    if (query.near) {
        collect_near(query, now, found);
        const auto wanted = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(
            found.size(), static_cast<std::uint64_t>(query.offset + query.limit)));
        std::partial_sort(found.begin(), found.begin() + wanted, found.end());
    } else {
        collect_all(query, now, found);
    }
    return {static_cast<std::int64_t>(found.size()), render(query, found)};
}

void board_snapshot::collect_near(const live_query& query, base::instant now, hits& out) const {
    const auto from = on_sphere(*query.near);
    const auto& places = index_->places;
    if (query.radius_m) {
        const auto reach = chord_of(*query.radius_m);
        const auto take = [&](const spatial_index::indexed_point& found) {
            const auto away = chord_squared(from, found.first);
            if (away <= reach * reach && places[found.second].fits(query, now)) {
                out.push_back({away, found.second});
            }
        };
        index_->stores.query(bgi::intersects(cube_around(from, reach)),
                             boost::make_function_output_iterator(take));
        return;
    }
    const auto take = [&](const spatial_index::indexed_box& found) {
        const auto& at = places[found.second];
        const auto away = chord_squared(from, at.at);
        if (away <= at.reach_squared && at.fits(query, now))
            out.push_back({away, found.second});
    };
    index_->reaches.query(bgi::intersects(from), boost::make_function_output_iterator(take));
}

void board_snapshot::collect_all(const live_query& query, base::instant now, hits& out) const {
    for (std::uint32_t i = 0; i < index_->places.size(); ++i) {
        if (index_->places[i].fits(query, now))
            out.push_back({0, i});
    }
}

std::string board_snapshot::render(const live_query& query, const hits& found) const {
    const auto begin = std::min(found.size(), static_cast<std::size_t>(query.offset));
    const auto end = std::min(found.size(), begin + static_cast<std::size_t>(query.limit));
    std::string text;
    text.reserve((end - begin) * 640 + 2);
    text += '[';
    for (auto i = begin; i < end; ++i) {
        const auto& item = *items_[found[i].index];
        if (i != begin)
            text += ',';
        text += item.json_head;
        text += R"(,"distance":)";
        if (query.near) {
            text += fmt::format_int{std::llround(distance_of(found[i].chord_squared))}.c_str();
        } else {
            text += "null";
        }
        text += R"(,"left":)";
        text += fmt::format_int{item.counter->left()}.c_str();
        text += '}';
    }
    text += ']';
    return text;
}

} // namespace promos
