#include "base/money.hpp"

#include <gtest/gtest.h>

namespace {

using base::money;

TEST(money, reads_up_to_two_decimals) {
    EXPECT_EQ(money::parse("12")->cents(), 1200);
    EXPECT_EQ(money::parse("12.5")->cents(), 1250);
    EXPECT_EQ(money::parse("0.07")->cents(), 7);
    EXPECT_EQ(money::parse("99999999.99")->cents(), money::cents_max);
}

TEST(money, refuses_what_a_decimal_field_refuses) {
    for (const char* text :
         {"", ".", "1.", ".5", "-1", "+1", "1.234", "1e3", "1,5", "100000000", " 1", "NaN"}) {
        EXPECT_FALSE(money::parse(text)) << '"' << text << '"';
    }
}

TEST(money, prints_two_decimals) {
    EXPECT_EQ(money::parse("12.5")->to_string(), "12.50");
    EXPECT_EQ(money::from_cents(5)->to_string(), "0.05");
}

TEST(money, has_bounds) {
    EXPECT_FALSE(money::from_cents(-1));
    EXPECT_FALSE(money::from_cents(money::cents_max + 1));
}

} // namespace
