#include "base/encoding.hpp"
#include "base/random.hpp"

#include <gtest/gtest.h>

namespace {

TEST(encoding, base64_round_trips_and_refuses_rubbish) {
    EXPECT_EQ(base::to_base64("a"), "YQ==");
    EXPECT_EQ(base::from_base64("YQ=="), "a");
    EXPECT_EQ(base::to_base64url("\xfb\xff"), "-_8");
    EXPECT_EQ(base::from_base64url("-_8"), "\xfb\xff");
    EXPECT_FALSE(base::from_base64("YQ"));
    EXPECT_FALSE(base::from_base64("Y Q="));
    EXPECT_FALSE(base::from_base64url("YQ=="));
}

TEST(encoding, compares_by_content) {
    EXPECT_TRUE(base::equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(base::equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(base::equal_in_constant_time("abc", "ab"));
}

TEST(random, uuids_are_version_4_and_differ) {
    const auto a = base::random_uuid();
    EXPECT_EQ(a.size(), 36u);
    EXPECT_EQ(a[14], '4');
    EXPECT_NE(a, base::random_uuid());
}

} // namespace
