#include "app/seed/scatter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using testing::EndsWith;
using testing::StartsWith;

base::geo_point at(double latitude, double longitude) {
    return *base::geo_point::from_degrees(latitude, longitude);
}

const std::vector<app::place> places{{"Big", "XX", 9'000'000, at(50, 10)},
                                     {"Small", "XX", 1'000'000, at(-40, 179.999)},
                                     {"Medellín", "CO", 0, at(6.25, -75.57)}};

TEST(scatter, keeps_the_home_share_and_its_spread) {
    app::scatter shoppers{places, places[2], {.home_share = 0.4, .sigma_m = 2000, .seed = 7}};
    int home = 0;
    int within_sigma = 0;
    int big = 0;
    constexpr int count = 20'000;
    for (int i = 0; i < count; ++i) {
        const auto one = shoppers.next();
        const double distance = base::distance_m(one.location, places[2].location);
        home += distance < 20'000;
        within_sigma += distance < 2000;
        big += base::distance_m(one.location, places[0].location) < 20'000;
    }
    EXPECT_NEAR(home, count * 0.4, count * 0.02);
    // Of a normal distribution in two dimensions 39 % lie within one sigma.
    EXPECT_NEAR(within_sigma, count * 0.4 * 0.393, count * 0.02);
    EXPECT_NEAR(big, count * 0.6 * 0.9, count * 0.02);
}

TEST(scatter, is_the_same_for_the_same_seed) {
    app::scatter one{places, places[2], {.seed = 3}};
    app::scatter other{places, places[2], {.seed = 3}};
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(one.next().location, other.next().location);
}

TEST(scatter, writes_rows_that_postgis_reads) {
    std::string out;
    app::append_copy_row(out, 17, "$argon2id$x", {at(2, 1), "regular", "CO"});
    EXPECT_EQ(out, "shopper17\t$argon2id$x\tregular\tseed\t0101000020E6100000"
                   "000000000000F03F"
                   "0000000000000040\tAmerica/Bogota\n");
}

} // namespace
