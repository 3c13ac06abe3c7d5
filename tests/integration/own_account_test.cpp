// A new password by a link, one's own data, and leaving: over the routes on a real database.

#include "accounts/password_reset.hpp"
#include "accounts/routes.hpp"
#include "support/api.hpp"
#include "support/login_counter.hpp"
#include "support/postgres_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using enum http::verb;
using testing::HasSubstr;
using testing_support::api_answer;

constexpr const char* reset = "/api/users/password/reset/";
constexpr const char* confirm = "/api/users/password/reset/confirm/";
constexpr const char* erase = "/api/users/profile/erase/";

class own_account : public testing::Test {
protected:
    own_account() {
        accounts::register_routes(api.routes, service, api.repeats, logins.attempts(),
                                  {.cookie_secure = false});
    }

    std::int64_t register_user(const std::string& name) {
        const auto made = api.call(0, post, "/api/users/register/",
                                   fmt::format(R"({{"username":"{0}","email":"{0}@example.com",)"
                                               R"("password":"una clave larga",)"
                                               R"("password_confirm":"una clave larga"}})",
                                               name));
        EXPECT_EQ(made.status, 201U) << made.raw.body;
        return made.body.at("user").at("id").as_int64();
    }

    api_answer ask(const std::string& email) {
        return api.call(0, post, reset, fmt::format(R"({{"email":"{}"}})", email));
    }
    std::string asked() {
        return api.value("select coalesce(string_agg(task || args::text, ' '), '') from outbox");
    }
    /// What the worker does.
    bool send(std::int64_t user) {
        return api.loop.run([&] {
            return accounts::send_password_reset(api.loop.pool(), mailer, "https://shop.example",
                                                 base::user_id{user}, async::deadline::after(10s));
        });
    }
    async::task<> keep(accounts::mail letter) {
        letters.push_back(std::move(letter));
        co_return;
    }
    /// The token of the newest letter's link.
    std::string token() {
        const auto& text = letters.back().text;
        const std::string_view before = "https://shop.example/reset-password/?token=";
        const auto at = text.find(before) + before.size();
        return text.substr(at, text.find('\n', at) - at);
    }
    api_answer set(const std::string& by_token, const std::string& password) {
        return api.call(0, post, confirm,
                        fmt::format(R"({{"token":"{}","new_password":"{}"}})", by_token, password));
    }
    unsigned log_in(const std::string& name, const std::string& password) {
        return api
            .call(0, post, "/api/auth/login/",
                  fmt::format(R"({{"username":"{}","password":"{}"}})", name, password))
            .status;
    }

    testing_support::database& db = testing_support::fresh_database();
    testing_support::api_client api{db.app()};
    accounts::password_hasher hasher{{2, 16}};
    base::metrics metrics;
    accounts::service service{api.loop.pool(), hasher, api.signer, api.clock, metrics};
    testing_support::login_counter logins{api.loop};
    std::vector<accounts::mail> letters;
    accounts::mailer mailer = [this](accounts::mail letter, async::deadline) {
        return keep(std::move(letter));
    };
};

TEST_F(own_account, a_link_sets_a_new_password_once) {
    const auto ana = register_user("ana");
    EXPECT_EQ(ask("ANA@example.com").status, 200U);
    EXPECT_EQ(asked(), fmt::format("accounts.send_password_reset[{}]", ana));
    ASSERT_TRUE(send(ana));
    EXPECT_EQ(letters.at(0).to, "ana@example.com");
    EXPECT_THAT(letters.at(0).text, HasSubstr("Hello ana,"));
    const auto link = token();
    EXPECT_EQ(api.value("select count(*) from password_resets where token_hash = convert_to('" +
                        link + "', 'UTF8')"),
              "0")
        << "only a digest is kept";
    const auto weak = set(link, "12345678");
    EXPECT_EQ(weak.status, 400U);
    EXPECT_TRUE(weak.body.as_object().contains("new_password"));
    EXPECT_EQ(set(link, "otra clave larga").status, 200U);
    EXPECT_EQ(log_in("ana", "otra clave larga"), 200U);
    EXPECT_EQ(log_in("ana", "una clave larga"), 401U);
    const auto again = set(link, "tercera clave larga");
    EXPECT_EQ(again.status, 400U);
    EXPECT_TRUE(again.body.as_object().contains("token"));
    EXPECT_EQ(log_in("ana", "otra clave larga"), 200U);
}

TEST_F(own_account, nobody_learns_who_has_an_account) {
    register_user("ana");
    EXPECT_EQ(ask("ana@example.com").raw.body, ask("nobody@example.com").raw.body);
    EXPECT_EQ(api.value("select count(*) from outbox"), "1");
    EXPECT_EQ(ask("").status, 400U);
}

TEST_F(own_account, links_end_with_time_and_with_each_other_and_are_few) {
    const auto ana = register_user("ana");
    ASSERT_TRUE(send(ana));
    const auto first = token();
    ASSERT_TRUE(send(ana));
    const auto second = token();
    ASSERT_TRUE(send(ana));
    EXPECT_FALSE(send(ana)) << "the fourth within an hour";
    EXPECT_EQ(letters.size(), 3U);
    EXPECT_EQ(set(second, "otra clave larga").status, 200U);
    EXPECT_EQ(set(first, "tercera clave larga").status, 400U);
    db.execute("update clock_offset set shift = shift + interval '61 minutes'");
    ASSERT_TRUE(send(ana));
    const auto late = token();
    db.execute("update clock_offset set shift = shift + interval '61 minutes'");
    EXPECT_EQ(set(late, "tercera clave larga").status, 400U);
    EXPECT_EQ(set("", "tercera clave larga").status, 400U);
    EXPECT_EQ(set("x", "tercera clave larga").status, 400U);
}

TEST_F(own_account, a_letter_is_in_its_readers_language) {
    const auto ana = register_user("ana");
    db.execute("update users set locale = 'es'");
    ASSERT_TRUE(send(ana));
    EXPECT_THAT(letters.at(0).text, HasSubstr("Hola, ana:"));
    db.execute("update users set is_active = false");
    EXPECT_FALSE(send(ana));
    EXPECT_FALSE(send(999));
}

TEST_F(own_account, everything_that_is_kept_can_be_had) {
    const auto ana = register_user("ana");
    const auto li = register_user("li");
    db.execute(fmt::format("insert into stores (owner_id, name, location) values ({}, 'Shop', "
                           "st_setsrid(st_makepoint(0, 0), 4326)::geography)",
                           ana));
    const auto mine = api.call(ana, get, "/api/users/profile/export/");
    EXPECT_EQ(mine.status, 200U) << mine.raw.body;
    EXPECT_THAT(std::string{mine.header("Content-Disposition")}, HasSubstr("attachment"));
    EXPECT_EQ(mine.body.at("profile").at("email").as_string(), "ana@example.com");
    EXPECT_EQ(mine.body.at("stores").at(0).at("name").as_string(), "Shop");
    EXPECT_EQ(mine.body.at("sessions").as_array().size(), 1U);
    EXPECT_THAT(mine.raw.body, testing::Not(HasSubstr("password")));
    EXPECT_EQ(api.call(li, get, "/api/users/profile/export/").body.at("stores").as_array().size(),
              0U);
    EXPECT_EQ(api.call(0, get, "/api/users/profile/export/").status, 401U);
}

TEST_F(own_account, who_leaves_leaves_nothing_of_themselves) {
    const auto ana = register_user("ana");
    const std::string good = R"({"password":"una clave larga"})";
    EXPECT_EQ(api.call(ana, post, erase, R"({"password":"wrong"})").status, 400U);
    EXPECT_EQ(api.call(0, post, erase, good).status, 401U);
    db.execute(fmt::format("insert into stores (owner_id, name, location) values ({}, 'Shop', "
                           "st_setsrid(st_makepoint(0, 0), 4326)::geography)",
                           ana));
    const auto refused = api.call(ana, post, erase, good);
    EXPECT_EQ(refused.status, 409U);
    EXPECT_EQ(refused.text("code"), "owns_stores");
    db.execute("update stores set is_active = false");
    EXPECT_EQ(api.call(ana, post, erase, good).status, 204U);
    EXPECT_EQ(
        api.value(fmt::format("select concat_ws('|', username, email, first_name, is_active, "
                              "location is null, erased_at is not null) from users where id = {}",
                              ana)),
        fmt::format("erased-{}|||f|t|t", ana));
    EXPECT_EQ(api.value("select count(*) from refresh_tokens"), "0");
    EXPECT_EQ(log_in("ana", "una clave larga"), 401U);
    EXPECT_EQ(api.call(ana, get, "/api/users/profile/").status, 401U);
    EXPECT_EQ(api.value("select action from audit_log where object_type = 'user'"), "erased");
    register_user("ana"); // the name is free again
}

} // namespace
