#pragma once

#include "base/geo_point.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <boost/container/small_vector.hpp>

namespace promos {

/// Places on the earth, asked for those near a point. Immutable, so safe for any number of threads.
///
/// Places are points on the unit sphere in three dimensions. There a great-circle distance is a
/// straight chord, so a search has no date line and no poles to get wrong, and comparing distances
/// costs three multiplications. Neighbours lie in blocks, side by side in memory: a search tests
/// the bounding box of every block, and every place of the blocks that it touches, without a
/// pointer to follow. For up to some 100,000 places that beats walking a tree.
class nearby_index {
public:
    struct place {
        base::geo_point at;
        double reach_m; ///< how far away it can be seen
    };
    struct found {
        double chord_squared;
        std::uint32_t place; ///< its number in the order given
    };
    using all_found = boost::container::small_vector<found, 256>;

    explicit nearby_index(std::span<const place> places);

    /// Appends the places at most `radius_m` away from `from`, in no order.
    void find_within(base::geo_point from, double radius_m, all_found& out) const;
    /// Appends the places that can be seen from `from`, in no order.
    void find_reaching(base::geo_point from, all_found& out) const;

    /// Metres along the earth's surface.
    static double distance_m(double chord_squared);

private:
    static constexpr std::size_t block_size = 32;
    using point = std::array<double, 3>;

    struct box {
        point low;
        point high;
        double reach_squared_max = 0;
    };
    /// What is left of the last block has NaN coordinates: no distance to it is ever small enough.
    struct block {
        std::array<std::array<double, block_size>, 3> coordinates;
        std::array<double, block_size> reach_squared{};
        std::array<std::uint32_t, block_size> places{};
    };

    void add_block(std::span<const place> places, std::span<const std::uint32_t> members);
    template <class BoxLimit, class PlaceLimit>
    void find(base::geo_point from, BoxLimit box_limit, PlaceLimit place_limit,
              all_found& out) const;

    std::vector<box> boxes_;
    std::vector<block> blocks_;
};

} // namespace promos
