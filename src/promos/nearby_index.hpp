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
/// costs three multiplications. 32 neighbours lie in a block and 32 neighbouring blocks in a group,
/// side by side in memory: a search tests the bounding box of every group, those of the blocks in
/// the groups that it touches, and the places in the blocks that it touches, without a pointer to
/// follow or a branch to mispredict. For up to some 100,000 places that beats walking a tree.
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
    static constexpr std::size_t width = 32;
    using row = std::array<double, width>;

    /// Bounding boxes beside each other. One that is not there is infinitely far away.
    struct boxes {
        std::array<row, 3> low;
        std::array<row, 3> high;
        row reach_squared_max{};

        boxes();
        void include(std::size_t box, const std::array<double, 3>& at, double reach_squared);
    };
    /// Places beside each other. One that is not there is NaN: no distance to it is small enough.
    struct block {
        std::array<row, 3> coordinates;
        row reach_squared{};
        std::array<std::uint32_t, width> places{};
    };

    void add(std::uint32_t number, const place& added);
    template <class Limit>
    void find(base::geo_point from, Limit limit, all_found& out) const;

    static row distances_squared(const boxes& to, const std::array<double, 3>& from);
    static row distances_squared(const block& to, const std::array<double, 3>& from);

    std::size_t size_ = 0;
    std::vector<boxes> of_groups_; // one for 32 groups
    std::vector<boxes> of_blocks_; // one a group
    std::vector<block> blocks_;
};

} // namespace promos
