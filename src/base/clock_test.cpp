#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace {

using base::parse_rfc3339;
using base::to_rfc3339;

TEST(rfc3339, reads_back_what_it_wrote) {
    for (const char* text :
         {"2026-11-24T03:51:19Z", "2024-02-29T23:59:59.000001Z", "1970-01-01T00:00:00Z"}) {
        const auto at = parse_rfc3339(text);
        ASSERT_TRUE(at) << text;
        EXPECT_EQ(to_rfc3339(*at), text);
    }
}

TEST(rfc3339, turns_offsets_into_utc) {
    EXPECT_EQ(to_rfc3339(*parse_rfc3339("2026-01-01T00:30:00-05:00")), "2026-01-01T05:30:00Z");
    EXPECT_EQ(to_rfc3339(*parse_rfc3339("2026-01-01t00:30:00+05:30")), "2025-12-31T19:00:00Z");
}

TEST(rfc3339, cuts_to_microseconds) {
    EXPECT_EQ(to_rfc3339(*parse_rfc3339("2026-01-01T00:00:00.123456789Z")),
              "2026-01-01T00:00:00.123456Z");
    EXPECT_EQ(to_rfc3339(*parse_rfc3339("2026-01-01T00:00:00.5Z")), "2026-01-01T00:00:00.500000Z");
}

TEST(rfc3339, refuses_what_is_no_moment) {
    for (const char* text : {"", "2026-01-01", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z",
                             "2026-01-01T24:00:00Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z",
                             "2026-01-01T00:00:00+5", "2026-01-01T00:00:00Zx"}) {
        EXPECT_FALSE(parse_rfc3339(text)) << '"' << text << '"';
    }
}

TEST(manual_clock, moves_only_when_told) {
    base::manual_clock clock{*parse_rfc3339("2026-01-01T00:00:00Z")};
    clock.advance(std::chrono::seconds{90});
    EXPECT_EQ(to_rfc3339(clock.now()), "2026-01-01T00:01:30Z");
}

} // namespace
