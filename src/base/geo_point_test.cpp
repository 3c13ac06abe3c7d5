#include "base/geo_point.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace {

using base::distance_m;
using base::geo_point;

TEST(geo_point, knows_its_bounds) {
    EXPECT_TRUE(geo_point::from_degrees(-90, 180));
    EXPECT_FALSE(geo_point::from_degrees(90.0001, 0));
    EXPECT_FALSE(geo_point::from_degrees(0, -180.0001));
    EXPECT_FALSE(geo_point::from_degrees(std::numeric_limits<double>::quiet_NaN(), 0));
}

TEST(geo_point, measures_known_distances) {
    const auto medellin = *geo_point::from_degrees(6.25184, -75.56359);
    const auto bogota = *geo_point::from_degrees(4.60971, -74.08175);
    EXPECT_NEAR(distance_m(medellin, bogota), 245'500, 1'500);
    EXPECT_EQ(distance_m(bogota, bogota), 0);
}

TEST(geo_point, crosses_the_date_line) {
    const auto east = *geo_point::from_degrees(0, 179.9);
    const auto west = *geo_point::from_degrees(0, -179.9);
    EXPECT_NEAR(distance_m(east, west), 22'239, 10);
}

} // namespace
