#include "tasks/crontab.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using tasks::crontab;

std::string next(std::string_view text, std::string_view after = "2026-11-24T03:51:19Z") {
    const auto parsed = crontab::parse(text);
    if (!parsed)
        return parsed.error();
    const auto found = parsed->next_after(base::parse_rfc3339(after).value());
    return found ? base::to_rfc3339(*found) : "never";
}

TEST(crontab, finds_the_next_minute) {
    EXPECT_EQ(next("* * * * *"), "2026-11-24T03:52:00Z");
    EXPECT_EQ(next("0 * * * *"), "2026-11-24T04:00:00Z");
    EXPECT_EQ(next("5 * * * *", "2026-11-24T04:05:00Z"), "2026-11-24T05:05:00Z");
    EXPECT_EQ(next("10 3 * * *"), "2026-11-25T03:10:00Z");
    EXPECT_EQ(next("*/20 4 * * *", "2026-11-24T04:20:00Z"), "2026-11-24T04:40:00Z");
    EXPECT_EQ(next("0 0 1 1 *"), "2027-01-01T00:00:00Z");
    EXPECT_EQ(next("0 12 * * sun"), "2026-11-29T12:00:00Z");
    EXPECT_EQ(next("0 12 * * 7"), "2026-11-29T12:00:00Z");
    EXPECT_EQ(next("0 0 29 feb *"), "2028-02-29T00:00:00Z");
    EXPECT_EQ(next("30 8-18/5 * * mon-fri"), "2026-11-24T08:30:00Z");
    EXPECT_EQ(next("1,2,53 3 * * *"), "2026-11-24T03:53:00Z");
    EXPECT_EQ(next("0 0 30 2 *"), "never");
}

TEST(crontab, names_the_wrong_field) {
    EXPECT_THAT(next("60 * * * *"), testing::HasSubstr("minute"));
    EXPECT_THAT(next("* 5-3 * * *"), testing::HasSubstr("hour"));
    EXPECT_THAT(next("* * 0 * *"), testing::HasSubstr("day of month"));
    EXPECT_THAT(next("* * * foo *"), testing::HasSubstr("month"));
    EXPECT_THAT(next("* * * * 1,"), testing::HasSubstr("day of week"));
    EXPECT_THAT(next("* * * *"), testing::HasSubstr("day of week"));
    EXPECT_THAT(next("* * * * * *"), testing::HasSubstr("five"));
    EXPECT_THAT(next("*/0 * * * *"), testing::HasSubstr("minute"));
}

} // namespace
