// Guessing passwords: how often a log-in may fail, with Redis and while it is away.

#include "accounts/routes.hpp"
#include "accounts/tasks.hpp"
#include "support/api.hpp"
#include "support/login_counter.hpp"
#include "support/postgres_server.hpp"
#include "support/redis_server.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using enum http::verb;
using testing_support::api_answer;

constexpr accounts::login_attempt_limits limits{.per_account = 3, .per_address = 8, .period = 60s};
constexpr const char* good = "una clave larga";

class login_attempts : public testing::TestWithParam<bool> {
protected:
    login_attempts() {
        accounts::register_routes(api.routes, service, api.repeats, counter.attempts(),
                                  {.cookie_secure = false});
        register_user("ana");
    }

    static std::string redis_url() {
        if (!GetParam())
            return "redis://127.0.0.1:1/0";
        // Each test counts from zero.
        auto& server = testing_support::private_redis();
        server.stop();
        server.start();
        return server.url();
    }

    void register_user(std::string name) {
        const auto body = fmt::format(
            R"({{"username":"{0}","email":"{0}@example.com","password":"{1}","password_confirm":"{1}"}})",
            name, good);
        EXPECT_EQ(api.call(0, post, "/api/users/register/", body).status, 201U);
    }

    api_answer log_in(std::string name, std::string password,
                      const char* path = "/api/auth/login/") {
        return api.call(0, post, path,
                        fmt::format(R"({{"username":"{}","password":"{}"}})", name, password));
    }

    testing_support::database& db = testing_support::fresh_database();
    testing_support::api_client api{db.app()};
    accounts::password_hasher hasher;
    accounts::service service{api.loop.pool(), hasher, api.signer, api.clock, api.loop.metrics()};
    testing_support::login_counter counter{api.loop, limits, redis_url()};
};

TEST_P(login_attempts, are_refused_once_an_account_had_too_many) {
    for (const auto* path : {"/api/auth/login/", "/api/token/", "/api/auth/login/"})
        EXPECT_EQ(log_in("ana", "wrong", path).status, 401U);
    for (const auto* path : {"/api/auth/login/", "/api/token/"}) {
        const auto refused = log_in("Ana", good, path);
        EXPECT_EQ(refused.status, 429U);
        const auto seconds = std::stoi(std::string{refused.header("Retry-After")});
        EXPECT_GT(seconds, 0);
        EXPECT_LE(seconds, 60);
        EXPECT_EQ(refused.text("detail"),
                  fmt::format("Request was throttled. Expected available in {} second{}.", seconds,
                              seconds == 1 ? "" : "s"));
    }
    register_user("eva");
    EXPECT_EQ(log_in("eva", good).status, 200U);
}

TEST_P(login_attempts, do_not_tell_whether_an_account_exists) {
    for (const auto* name : {"ana", "nobody"}) {
        for (int i = 0; i < limits.per_account; ++i)
            EXPECT_EQ(log_in(name, "wrong").raw.body,
                      R"({"error":"Invalid username or password.","code":"invalid_credentials"})");
        EXPECT_EQ(log_in(name, "wrong").status, 429U) << name;
    }
}

TEST_P(login_attempts, that_are_right_do_not_count) {
    for (int i = 0; i < 2 * limits.per_address; ++i)
        EXPECT_EQ(log_in("ana", good).status, 200U) << i;
    for (int i = 0; i < limits.per_account; ++i)
        EXPECT_EQ(log_in("ana", "wrong").status, 401U);
    EXPECT_EQ(log_in("ana", good).status, 429U);
}

TEST_P(login_attempts, are_refused_once_an_address_had_too_many) {
    for (int i = 0; i < limits.per_address; ++i)
        EXPECT_EQ(log_in(fmt::format("guess-{}", i), "wrong").status, 401U);
    EXPECT_EQ(log_in("ana", good).status, 429U);
}

TEST_P(login_attempts, that_nobody_could_look_at_do_not_count) {
    db.execute("alter table users rename to users_away");
    for (int i = 0; i < 2 * limits.per_account; ++i)
        EXPECT_ANY_THROW(log_in("ana", good));
    db.execute("alter table users_away rename to users");
    EXPECT_EQ(log_in("ana", good).status, 200U);
}

INSTANTIATE_TEST_SUITE_P(redis, login_attempts, testing::Bool(),
                         [](const auto& info) { return info.param ? "there" : "away"; });

class login_attempts_in_postgres : public login_attempts {};

TEST_P(login_attempts_in_postgres, are_free_again_after_the_period) {
    for (int i = 0; i < limits.per_account; ++i)
        EXPECT_EQ(log_in("ana", "wrong").status, 401U);
    EXPECT_EQ(log_in("ana", good).status, 429U);
    db.execute("update clock_offset set shift = shift + interval '61 seconds'");
    EXPECT_EQ(log_in("ana", good).status, 200U);

    EXPECT_EQ(log_in("ana", "wrong").status, 401U);
    db.execute("update clock_offset set shift = shift + interval '25 hours'");
    auto& pool = api.loop.pool();
    const auto gone =
        api.loop.run([&] { return accounts::prune_expired(pool, async::deadline::after(10s)); });
    EXPECT_EQ(gone.login_attempts, 2);
}

INSTANTIATE_TEST_SUITE_P(redis_away, login_attempts_in_postgres, testing::Values(false));

} // namespace
