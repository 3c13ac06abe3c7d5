#include "app/seed/places.hpp"

#include <stdexcept>

#include <gtest/gtest.h>
#include <zstd.h>

namespace {

// Two places, column by column: names, countries, populations, longitudes and latitudes as zigzag
// differences.
std::string small_table() {
    const char bytes[] = "\x02"
                         "\x03Xyz\x05\xC3\x89tob"
                         "\x02"
                         "CO\x02"
                         "FR"
                         "\x05\x0A"
                         "\x02\x03" // 0.00001, then -0.00001
                         "\x04\x00";
    const std::string table{bytes, sizeof bytes - 1};
    std::string out(ZSTD_compressBound(table.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), table.data(), table.size(), 3));
    return out;
}

TEST(places, are_read_the_most_populous_first) {
    const auto places = app::read_places(small_table());
    ASSERT_EQ(places.size(), 2u);
    EXPECT_EQ(places[0].name, "\xC3\x89tob");
    EXPECT_EQ(places[0].country, "FR");
    EXPECT_EQ(places[0].population, 10);
    EXPECT_DOUBLE_EQ(places[0].location.longitude(), -0.00001);
    EXPECT_DOUBLE_EQ(places[1].location.longitude(), 0.00001);
    EXPECT_DOUBLE_EQ(places[1].location.latitude(), 0.00002);
}

TEST(places, are_found_without_accents_and_case) {
    const auto places = app::read_places(small_table());
    EXPECT_EQ(app::find_place(places, "etob"), &places[0]);
    EXPECT_EQ(app::find_place(places, "XYZ"), &places[1]);
    EXPECT_EQ(app::find_place(places, "Atlantis"), nullptr);
}

TEST(places, a_broken_table_is_refused) {
    auto table = small_table();
    EXPECT_THROW(app::read_places(table.substr(0, table.size() / 2)), std::runtime_error);
    EXPECT_THROW(app::read_places("no table"), std::runtime_error);
}

} // namespace
