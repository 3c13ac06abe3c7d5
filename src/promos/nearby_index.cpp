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

nearby_index::nearby_index(std::span<const place> places) {
    const auto order = by_neighbourhood(places);
    const auto count = (order.size() + block_size - 1) / block_size;
    boxes_.reserve(count);
    blocks_.reserve(count);
    for (std::size_t at = 0; at < order.size(); at += block_size) {
        add_block(places, std::span{order}.subspan(at, std::min(block_size, order.size() - at)));
    }
}

void nearby_index::add_block(std::span<const place> places,
                             std::span<const std::uint32_t> members) {
    constexpr double beyond = std::numeric_limits<double>::infinity();
    auto& around =
        boxes_.emplace_back(point{beyond, beyond, beyond}, point{-beyond, -beyond, -beyond});
    auto& into = blocks_.emplace_back();
    for (auto& axis : into.coordinates)
        axis.fill(std::numeric_limits<double>::quiet_NaN());
    for (std::size_t i = 0; i < members.size(); ++i) {
        const auto& place = places[members[i]];
        const auto at = on_sphere(place.at);
        for (std::size_t axis = 0; axis < 3; ++axis) {
            into.coordinates[axis][i] = at[axis];
            around.low[axis] = std::min(around.low[axis], at[axis]);
            around.high[axis] = std::max(around.high[axis], at[axis]);
        }
        into.reach_squared[i] = chord_squared_of(place.reach_m);
        around.reach_squared_max = std::max(around.reach_squared_max, into.reach_squared[i]);
        into.places[i] = members[i];
    }
}

/// `box_limit` and `place_limit` give the longest chord, squared, at which a box or a place counts.
template <class BoxLimit, class PlaceLimit>
void nearby_index::find(base::geo_point from, BoxLimit box_limit, PlaceLimit place_limit,
                        all_found& out) const {
    const auto centre = on_sphere(from);
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
        const auto& around = boxes_[b];
        double to_box = 0;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double outside =
                std::max({around.low[axis] - centre[axis], centre[axis] - around.high[axis], 0.0});
            to_box += outside * outside;
        }
        if (to_box > box_limit(around))
            continue;
        const auto& block = blocks_[b];
        std::array<double, block_size> away{};
        for (const auto axis : {0U, 1U, 2U}) {
            for (std::size_t i = 0; i < block_size; ++i) {
                const double difference = block.coordinates[axis][i] - centre[axis];
                away[i] += difference * difference;
            }
        }
        // Whether a place is near enough is a coin's toss: counted, not branched on.
        std::array<found, block_size> near;
        std::size_t count = 0;
        for (std::size_t i = 0; i < block_size; ++i) {
            near[count] = {away[i], block.places[i]};
            count += away[i] <= place_limit(block, i) ? 1U : 0U;
        }
        out.insert(out.end(), near.begin(), near.begin() + count);
    }
}

void nearby_index::find_within(base::geo_point from, double radius_m, all_found& out) const {
    const double limit = chord_squared_of(radius_m);
    find(
        from, [limit](const box&) { return limit; },
        [limit](const block&, std::size_t) { return limit; }, out);
}

void nearby_index::find_reaching(base::geo_point from, all_found& out) const {
    find(
        from, [](const box& around) { return around.reach_squared_max; },
        [](const block& in, std::size_t i) { return in.reach_squared[i]; }, out);
}

double nearby_index::distance_m(double chord_squared) {
    return 2 * earth_radius_m * std::asin(std::min(1.0, std::sqrt(chord_squared) / 2));
}

} // namespace promos
