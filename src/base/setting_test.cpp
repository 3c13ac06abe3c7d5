#include "base/setting.hpp"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using base::parse_setting;
using base::setting_value;

TEST(setting, reads_durations) {
    setting_value value{std::chrono::milliseconds{}};
    for (const auto& [text, expected] :
         std::initializer_list<std::pair<const char*, std::chrono::milliseconds>>{{"30", 30s},
                                                                                  {"250ms", 250ms},
                                                                                  {"30s", 30s},
                                                                                  {"10m", 10min},
                                                                                  {"2 h", 2h},
                                                                                  {"1d", 24h}}) {
        EXPECT_EQ(parse_setting(text, {}, value), std::nullopt) << text;
        EXPECT_EQ(std::get<std::chrono::milliseconds>(value), expected) << text;
    }
    for (const char* text : {"", "s", "-1s", "1.5s", "1w", "9999999999999999d"}) {
        EXPECT_TRUE(parse_setting(text, {}, value)) << text;
    }
    EXPECT_EQ(parse_setting("2h", {1000, 3600'000}, value), "must be between 1s and 1h");
}

TEST(setting, reads_booleans_as_deployments_write_them) {
    setting_value value{false};
    for (const char* text : {"True", "true", "1", "yes", "ON"}) {
        value = false;
        EXPECT_EQ(parse_setting(text, {}, value), std::nullopt);
        EXPECT_TRUE(std::get<bool>(value)) << text;
    }
    for (const char* text : {"False", "0", "no", "off"}) {
        value = true;
        EXPECT_EQ(parse_setting(text, {}, value), std::nullopt);
        EXPECT_FALSE(std::get<bool>(value)) << text;
    }
    EXPECT_EQ(parse_setting("maybe", {}, value), "must be True or False");
}

TEST(setting, keeps_integers_within_bounds) {
    setting_value value{std::int64_t{}};
    EXPECT_EQ(parse_setting(" 64 ", {1, 64}, value), std::nullopt);
    EXPECT_EQ(std::get<std::int64_t>(value), 64);
    EXPECT_EQ(parse_setting("65", {1, 64}, value), "must be between 1 and 64");
    EXPECT_EQ(parse_setting("0", {.min = 1}, value), "must be at least 1");
    EXPECT_EQ(parse_setting("1x", {}, value), "must be a whole number");
}

TEST(setting, splits_lists_at_commas) {
    setting_value value{std::vector<std::string>{}};
    EXPECT_EQ(parse_setting(" a, b ,,c", {}, value), std::nullopt);
    EXPECT_EQ(std::get<std::vector<std::string>>(value), (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_EQ(base::to_text(value), "a,b,c");
}

TEST(setting, prints_what_it_reads) {
    EXPECT_EQ(base::to_text(setting_value{1500ms}), "1500ms");
    EXPECT_EQ(base::to_text(setting_value{std::chrono::milliseconds{90min}}), "90m");
    EXPECT_EQ(base::to_text(setting_value{true}), "True");
    EXPECT_EQ(base::kind_of(setting_value{std::int64_t{1}}), "integer");
}

} // namespace
