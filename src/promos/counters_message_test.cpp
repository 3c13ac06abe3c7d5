#include "promos/counters_message.hpp"

#include <gtest/gtest.h>

namespace promos {
namespace {

TEST(counters_message, is_read_as_it_was_written) {
    const counters_message message{base::window_id{17}, 123456, 3};
    EXPECT_EQ(message.to_text(), "17 123456 3");
    EXPECT_EQ(counters_message::parse(message.to_text()), message);
}

TEST(counters_message, refuses_anything_else) {
    for (const char* text : {"", "1", "1 2", "1 2 ", "1 2 -3", "1 2 3 ", "1 2 3 4", "a b c",
                             " 1 2 3", "1  2 3", "1 2 16777216", "99999999999999999999 1 1"}) {
        EXPECT_EQ(counters_message::parse(text), std::nullopt) << text;
    }
}

} // namespace
} // namespace promos
