#include "promos/nearby_index.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace promos {
namespace {

using point = std::array<double, 3>;

constexpr double earth_radius_m = 6'371'008.8;
/// Keeps what lies exactly on the edge inside, whatever the rounding: coordinates on the unit
/// sphere are right to about 3e-16, so a chord is right to 1e-15. Ten times that is 64 nanometres.
constexpr double slack = 1e-14;

point on_sphere(base::geo_point at) {
    constexpr double radians = std::numbers::pi / 180.0;
    const double latitude = at.latitude() * radians;
    const double longitude = at.longitude() * radians;
    return {std::cos(latitude) * std::cos(longitude), std::cos(latitude) * std::sin(longitude),
            std::sin(latitude)};
}

double chord_squared_of(double distance_m) {
    const double half = std::min(distance_m / (2 * earth_radius_m), std::numbers::pi / 2);
    const double chord = 2 * std::sin(half) + slack;
    return chord * chord;
}

/// The Morton code: the bits of the three coordinates in turn, about 6 m each. Points with codes
/// close to each other are close to each other.
std::uint64_t neighbourhood(const point& at) {
    constexpr int bits = 21;
    std::uint64_t code = 0;
    std::array<std::uint64_t, 3> cells{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double share = std::clamp((at[axis] + 1) / 2, 0.0, 1.0);
        cells[axis] = static_cast<std::uint64_t>(share * ((1 << bits) - 1));
    }
    for (int bit = bits - 1; bit >= 0; --bit) {
        for (const auto cell : cells)
            code = (code << 1U) | ((cell >> static_cast<unsigned>(bit)) & 1U);
    }
    return code;
}

std::vector<std::uint32_t> by_neighbourhood(std::span<const nearby_index::place> places) {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> coded;
    coded.reserve(places.size());
    for (const auto& place : places) {
        coded.emplace_back(neighbourhood(on_sphere(place.at)),
                           static_cast<std::uint32_t>(coded.size()));
    }
    std::ranges::sort(coded);
    std::vector<std::uint32_t> order;
    order.reserve(coded.size());
    for (const auto& [code, place] : coded)
        order.push_back(place);
    return order;
}

} // namespace

nearby_index::boxes::boxes() {
    constexpr double beyond = std::numeric_limits<double>::infinity();
    for (auto& axis : low)
        axis.fill(beyond);
    for (auto& axis : high)
        axis.fill(-beyond);
}

void nearby_index::boxes::include(std::size_t box, const point& at, double reach_squared) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
        low[axis][box] = std::min(low[axis][box], at[axis]);
        high[axis][box] = std::max(high[axis][box], at[axis]);
    }
    reach_squared_max[box] = std::max(reach_squared_max[box], reach_squared);
}

nearby_index::nearby_index(std::span<const place> places) {
    for (const auto number : by_neighbourhood(places))
        add(number, places[number]);
}

void nearby_index::add(std::uint32_t number, const place& added) {
    const auto in_block = size_ % width;
    const auto in_group = size_ / width % width;
    const auto group = size_ / width / width;
    if (in_block == 0) {
        auto& fresh = blocks_.emplace_back();
        for (auto& axis : fresh.coordinates)
            axis.fill(std::numeric_limits<double>::quiet_NaN());
        if (in_group == 0)
            of_blocks_.emplace_back();
        if (in_group == 0 && group % width == 0)
            of_groups_.emplace_back();
    }
    ++size_;
    const auto at = on_sphere(added.at);
    const auto reach_squared = chord_squared_of(added.reach_m);
    of_groups_.back().include(group % width, at, reach_squared);
    of_blocks_.back().include(in_group, at, reach_squared);
    auto& block = blocks_.back();
    for (std::size_t axis = 0; axis < 3; ++axis)
        block.coordinates[axis][in_block] = at[axis];
    block.reach_squared[in_block] = reach_squared;
    block.places[in_block] = number;
}

// The two loops below are what a search consists of; compilers make vector instructions of them.

nearby_index::row nearby_index::distances_squared(const boxes& to, const point& from) {
    row away{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (std::size_t i = 0; i < width; ++i) {
            const double below = to.low[axis][i] - from[axis];
            const double above = from[axis] - to.high[axis][i];
            const double outside = std::max(std::max(below, above), 0.0);
            away[i] += outside * outside;
        }
    }
    return away;
}

nearby_index::row nearby_index::distances_squared(const block& to, const point& from) {
    row away{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (std::size_t i = 0; i < width; ++i) {
            const double difference = to.coordinates[axis][i] - from[axis];
            away[i] += difference * difference;
        }
    }
    return away;
}

/// `limit(reach_squared)` is the longest chord, squared, at which something that can be seen so far
/// counts.
template <class Limit>
void nearby_index::find(base::geo_point from, Limit limit, all_found& out) const {
    const auto centre = on_sphere(from);
    const auto search_block = [&](const block& in) {
        const auto away = distances_squared(in, centre);
        // Whether a place is near enough is a coin's toss: counted, not branched on.
        std::array<found, width> near;
        std::size_t count = 0;
        for (std::size_t i = 0; i < width; ++i) {
            near[count] = {away[i], in.places[i]};
            count += away[i] <= limit(in.reach_squared[i]) ? 1U : 0U;
        }
        out.insert(out.end(), near.data(), near.data() + count);
    };
    const auto touched = [&](const boxes& all, auto&& then) {
        const auto away = distances_squared(all, centre);
        for (std::size_t i = 0; i < width; ++i) {
            if (away[i] <= limit(all.reach_squared_max[i]))
                then(i);
        }
    };
    for (std::size_t part = 0; part < of_groups_.size(); ++part) {
        touched(of_groups_[part], [&](std::size_t in_part) {
            const auto group = part * width + in_part;
            touched(of_blocks_[group],
                    [&](std::size_t in_group) { search_block(blocks_[group * width + in_group]); });
        });
    }
}

void nearby_index::find_within(base::geo_point from, double radius_m, all_found& out) const {
    find(from, [limit = chord_squared_of(radius_m)](double) { return limit; }, out);
}

void nearby_index::find_reaching(base::geo_point from, all_found& out) const {
    find(from, [](double reach_squared) { return reach_squared; }, out);
}

double nearby_index::distance_m(double chord_squared) {
    return 2 * earth_radius_m * std::asin(std::min(1.0, std::sqrt(chord_squared) / 2));
}

} // namespace promos
