#include "accounts/password.hpp"
#include "async/run_to_end.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace accounts;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* too_common = "This password is too common.";
constexpr const char* too_short =
    "This password is too short. It must contain at least 8 characters.";
constexpr const char* numeric = "This password is entirely numeric.";

TEST(password, hashes_with_the_cost_that_was_decided) {
    const auto hash = hash_password("correct horse");
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
    EXPECT_NE(hash, hash_password("correct horse"));
    EXPECT_TRUE(password_matches("correct horse", hash));
    EXPECT_FALSE(password_matches("correct horsf", hash));
}

TEST(password, matches_nothing_that_is_no_hash) {
    for (const std::string hash : {"", "!", "plain", "$argon2id$", "pbkdf2_sha256$1$a$b"}) {
        EXPECT_FALSE(password_matches("plain", hash)) << hash;
    }
    EXPECT_FALSE(password_matches("plain", std::string(5000, '$')));
}

TEST(password, hasher_answers_on_the_callers_thread_and_knows_no_empty_hash) {
    boost::asio::io_context context;
    password_hasher hasher;
    const auto hash = async::run_to_end(context, [&] { return hasher.hash("correct horse"); });
    EXPECT_TRUE(async::run_to_end(context, [&] { return hasher.matches("correct horse", hash); }));
    EXPECT_FALSE(async::run_to_end(context, [&] { return hasher.matches("wrong", hash); }));
    EXPECT_FALSE(async::run_to_end(context, [&] { return hasher.matches("correct horse", ""); }));
}

struct flood {
    int hashed = 0;
    int refused = 0;
};

flood ask_at_once(password_hasher& hasher, int times) {
    boost::asio::io_context context;
    int hashed = 0;
    int refused = 0;
    for (int i = 0; i < times; ++i) {
        boost::asio::co_spawn(context, hasher.matches("a", ""),
                              [&](std::exception_ptr failure, bool) {
                                  ++(failure ? refused : hashed);
                                  if (!failure)
                                      return;
                                  EXPECT_THROW(std::rethrow_exception(failure), base::overload);
                              });
    }
    context.run();
    return {hashed, refused};
}

TEST(password, hasher_refuses_what_it_cannot_queue) {
    password_hasher usual;
    const auto by_default = ask_at_once(usual, 100);
    EXPECT_EQ(by_default.hashed + by_default.refused, 100);
    // 2 running and 64 waiting, and whatever ended before the last was asked for.
    EXPECT_GE(by_default.hashed, 66);
    EXPECT_GT(by_default.refused, 0);

    password_hasher small{{.threads = 1, .waiting_max = 0}};
    const auto by_setting = ask_at_once(small, 40);
    EXPECT_GE(by_setting.hashed, 1);
    EXPECT_GE(by_setting.refused, 20);
}

TEST(password, rules_are_djangos) {
    EXPECT_THAT(password_errors("correct horse", {}), IsEmpty());
    EXPECT_THAT(password_errors("short", {}), ElementsAre(too_short));
    EXPECT_THAT(password_errors("ñandúes", {}),
                ElementsAre(too_short)); // seven letters in nine bytes
    EXPECT_THAT(password_errors("84629175", {}), ElementsAre(numeric));
    EXPECT_THAT(password_errors("12345678", {}), ElementsAre(too_common, numeric));
    EXPECT_THAT(password_errors("1234", {}), ElementsAre(too_short, too_common, numeric));
    EXPECT_THAT(password_errors("Password123", {}), ElementsAre(too_common));
    EXPECT_THAT(password_errors("", {}), ElementsAre(too_short));
}

TEST(password, must_not_resemble_the_person) {
    const auto errors = [](std::string_view password) {
        return password_errors(password, {{"username", "maria.gonzalez"},
                                          {"first name", ""},
                                          {"email address", "maria@example.com"}});
    };
    EXPECT_THAT(errors("mariagonzalez"),
                ElementsAre("The password is too similar to the username."));
    EXPECT_THAT(errors("Gonzalez1"), ElementsAre("The password is too similar to the username."));
    EXPECT_THAT(errors("example.com"),
                ElementsAre("The password is too similar to the email address."));
    EXPECT_THAT(errors("nothing of the kind"), IsEmpty());
    // Far longer than the attribute: not compared, as in Django.
    EXPECT_THAT(password_errors("aaaaaaaaaaaaaaaaaaaaaaa", {{"username", "a"}}), IsEmpty());
}

} // namespace
