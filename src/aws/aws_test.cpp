#include "aws/batches.hpp"
#include "aws/credentials.hpp"
#include "aws/lone_failures.hpp"
#include "aws/retry_budget.hpp"

#include <stdexcept>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace aws {
namespace {

using ranges = std::vector<batch_range>;

TEST(split_into_batches, keeps_to_the_number_of_entries) {
    const std::vector<std::size_t> sizes(25, 1);
    EXPECT_EQ(split_into_batches(sizes, {}), (ranges{{0, 10}, {10, 20}, {20, 25}}));
    EXPECT_EQ(split_into_batches({}, {}), ranges{});
}

TEST(split_into_batches, keeps_to_the_bytes) {
    const std::vector<std::size_t> sizes{60, 40, 1, 100, 99, 1, 0, 1};
    EXPECT_EQ(split_into_batches(sizes, {.bytes_max = 100}),
              (ranges{{0, 2}, {2, 3}, {3, 4}, {4, 7}, {7, 8}}));
}

TEST(retry_budget, is_spent_by_repetitions_and_earned_by_successes) {
    retry_budget budget{2};
    EXPECT_TRUE(budget.take());
    EXPECT_TRUE(budget.take());
    EXPECT_FALSE(budget.take());
    for (int i = 0; i < 4; ++i)
        budget.succeeded(true);
    EXPECT_FALSE(budget.take()) << "five successes earn one repetition";
    budget.succeeded(true);
    EXPECT_TRUE(budget.take());
    budget.succeeded(false);
    EXPECT_TRUE(budget.take()) << "a repetition that helped is given back";
    for (int i = 0; i < 100; ++i)
        budget.succeeded(false);
    EXPECT_EQ(budget.repetitions_left(), 2U);
}

TEST(lone_failures, counts_each_message) {
    lone_failures failures{10};
    EXPECT_FALSE(failures.knows("a"));
    EXPECT_EQ(failures.note("a"), 1U);
    EXPECT_EQ(failures.note("b"), 1U);
    EXPECT_EQ(failures.note("a"), 2U);
    EXPECT_TRUE(failures.knows("a"));
    failures.forget("a");
    failures.forget("unknown");
    EXPECT_FALSE(failures.knows("a"));
    EXPECT_EQ(failures.note("a"), 1U);
}

TEST(lone_failures, forgets_the_oldest) {
    lone_failures failures{2};
    failures.note("a");
    failures.note("b");
    failures.note("c");
    EXPECT_FALSE(failures.knows("a"));
    EXPECT_TRUE(failures.knows("b"));
    failures.forget("b");
    failures.note("d");
    EXPECT_TRUE(failures.knows("c"));
    EXPECT_TRUE(failures.knows("d"));
}

TEST(static_credentials, are_taken_as_they_are) {
    const auto keys = static_credentials("id", "secret", "token", true);
    EXPECT_EQ(keys.access_key_id, "id");
    EXPECT_EQ(keys.secret_access_key, "secret");
    EXPECT_EQ(keys.session_token, "token");
    EXPECT_EQ(static_credentials("", "", "", false).access_key_id, "test");
}

TEST(static_credentials, names_what_is_missing) {
    const auto complaint = [](const char* id, const char* secret, bool needs_real) {
        try {
            static_credentials(id, secret, "", needs_real);
            return std::string{};
        } catch (const std::invalid_argument& e) {
            return std::string{e.what()};
        }
    };
    EXPECT_EQ(complaint("id", "", false), "AWS_SECRET_ACCESS_KEY: needed beside AWS_ACCESS_KEY_ID");
    EXPECT_EQ(complaint("", "secret", true),
              "AWS_ACCESS_KEY_ID: needed beside AWS_SECRET_ACCESS_KEY");
    EXPECT_TRUE(complaint("", "", true).starts_with("AWS_ACCESS_KEY_ID and AWS_SECRET"));
}

} // namespace
} // namespace aws
