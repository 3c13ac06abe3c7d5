// Accounts over their routes, on a real database: registration, sessions, profiles, staff.

#include "accounts/administration.hpp"
#include "accounts/routes.hpp"
#include "accounts/tasks.hpp"
#include "support/api.hpp"
#include "support/login_counter.hpp"
#include "support/postgres_server.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using enum http::verb;
using testing_support::api_answer;

constexpr const char* not_valid =
    R"({"detail":"Token is invalid or expired","code":"token_not_valid"})";
constexpr const char* blacklisted = R"({"detail":"Token is blacklisted","code":"token_not_valid"})";
constexpr const char* challenge = "Bearer realm=\"api\"";

async::deadline soon() {
    return async::deadline::after(10s);
}

class accounts_test : public testing::Test {
protected:
    accounts_test() {
        accounts::register_routes(api.routes, service, api.repeats, logins.attempts(),
                                  {.cookie_secure = false});
    }

    static std::string registration(std::string name, std::string more = "") {
        return fmt::format(
            R"({{"username":"{0}","email":"{0}@example.com",)"
            R"("password":"una clave larga","password_confirm":"una clave larga"{1}}})",
            name, more);
    }

    /// Registers; gives the answer's body.
    api_answer register_user(std::string name) {
        auto answer = api.call(0, post, "/api/users/register/", registration(name));
        EXPECT_EQ(answer.status, 201U) << answer.raw.body;
        return answer;
    }

    std::int64_t add_staff() {
        const auto made = api.loop.run([&] {
            return accounts::create_superuser(api.loop.pool(), soon(), "boss", "boss@example.com",
                                              "una clave larga");
        });
        return made.value().id.value();
    }

    static std::string login(std::string name, std::string password = "una clave larga") {
        return fmt::format(R"({{"username":"{}","password":"{}"}})", name, password);
    }

    api_answer refresh(const std::string& token) {
        return api.call(0, post, "/api/token/refresh/",
                        fmt::format(R"({{"refresh":"{}"}})", token));
    }

    void move_clock(std::string_view by) {
        db.execute(fmt::format("update clock_offset set shift = shift + interval '{}'", by));
    }

    testing_support::database& db = testing_support::fresh_database();
    testing_support::api_client api{db.app()};
    accounts::password_hasher hasher;
    accounts::service service{api.loop.pool(), hasher, api.signer, api.clock, api.loop.metrics()};
    testing_support::login_counter logins{api.loop};
};

TEST_F(accounts_test, registers_and_signs_in) {
    const auto made = api.call(0, post, "/api/users/register/",
                               registration("ana", R"(,"user_type":"regular","latitude":6.25,)"
                                                   R"("longitude":-75.5,"first_name":"Ana")"));
    ASSERT_EQ(made.status, 201U) << made.raw.body;
    EXPECT_EQ(made.text("message"), "User registered successfully.");
    const auto& user = made.body.at("user").as_object();
    EXPECT_EQ(user.at("username").as_string(), "ana");
    EXPECT_EQ(user.at("user_type").as_string(), "regular");
    EXPECT_EQ(user.at("latitude").as_double(), 6.25);
    EXPECT_FALSE(made.raw.body.contains("argon2"));

    const auto entered = api.call(0, post, "/api/auth/login/", login("ana"));
    ASSERT_EQ(entered.status, 200U) << entered.raw.body;
    const auto profile = api.call(0, get, "/api/users/profile/", "",
                                  {{"authorization", "Bearer " + entered.text("access")}});
    EXPECT_EQ(profile.status, 200U);
    EXPECT_EQ(profile.body, entered.body.at("user"));
    EXPECT_EQ(api.value("select last_login is not null from users"), "true");
}

TEST_F(accounts_test, registration_names_every_bad_field) {
    register_user("ana");
    const auto taken = api.call(
        0, post, "/api/users/register/",
        R"({"username":"ana","email":"ANA@example.com","password":"x","password_confirm":"y"})");
    EXPECT_EQ(taken.status, 400U);
    const auto& fields = taken.body.as_object();
    EXPECT_EQ(boost::json::serialize(fields.at("username")),
              R"(["A user with that username already exists."])");
    EXPECT_TRUE(fields.contains("email") && fields.contains("password") &&
                fields.contains("password_confirm"));
    const auto only_taken = api.call(0, post, "/api/users/register/", registration("ana"));
    EXPECT_EQ(only_taken.status, 400U);
    EXPECT_EQ(only_taken.body.as_object().size(), 2U) << only_taken.raw.body;
    EXPECT_EQ(api.call(0, post, "/api/users/register/", "{").status, 400U);
    EXPECT_EQ(api.call(0, post, "/api/users/register/", "[]").status, 400U);
    EXPECT_EQ(api.value("select count(*) from users"), "1");
}

TEST_F(accounts_test, a_repeated_registration_makes_one_account_and_stores_no_token) {
    const auto body = registration("ana");
    const auto first = api.call(0, post, "/api/users/register/", body, {{"idempotency-key", "k1"}});
    const auto again = api.call(0, post, "/api/users/register/", body, {{"idempotency-key", "k1"}});
    ASSERT_EQ(first.status, 201U);
    ASSERT_EQ(again.status, 201U) << again.raw.body;
    EXPECT_EQ(again.header("Idempotent-Replayed"), "true");
    EXPECT_EQ(again.body.at("user"), first.body.at("user"));
    EXPECT_NE(again.text("refresh"), first.text("refresh"));
    EXPECT_EQ(api.value("select count(*) from users"), "1");
    EXPECT_EQ(api.value("select address from idempotency_keys"), "192.0.2.1");
    EXPECT_EQ(api.value("select response like '%eyJ%' or response like '%access%'"
                        " from idempotency_keys"),
              "false");
    const auto other =
        api.call(0, post, "/api/users/register/", registration("eva"), {{"idempotency-key", "k1"}});
    EXPECT_EQ(other.status, 422U);
    EXPECT_EQ(other.text("code"), "idempotency_key_reused");
}

TEST_F(accounts_test, login_refuses_without_telling_why) {
    register_user("ana");
    register_user("eva");
    db.execute("update users set is_active = false where username = 'eva'");
    const auto wrong = api.call(0, post, "/api/auth/login/", login("ana", "wrong"));
    EXPECT_EQ(wrong.status, 401U);
    EXPECT_EQ(wrong.text("error"), "Invalid username or password.");
    EXPECT_EQ(wrong.header("WWW-Authenticate"), challenge);
    EXPECT_EQ(api.call(0, post, "/api/auth/login/", login("nobody")).raw.body, wrong.raw.body);
    EXPECT_EQ(api.call(0, post, "/api/auth/login/", login("eva")).raw.body, wrong.raw.body);
    EXPECT_EQ(api.call(0, post, "/api/token/", login("ana", "wrong")).raw.body,
              R"({"detail":"No active account found with the given credentials"})");
    EXPECT_EQ(api.call(0, post, "/api/auth/login/", "{}").raw.body,
              R"({"password":["This field is required."],"username":["This field is required."]})");
    EXPECT_EQ(api.call(0, get, "/api/auth/login/").status, 405U);
}

TEST_F(accounts_test, rotates_and_forgives_a_quick_repeat) {
    register_user("ana");
    const auto first = api.call(0, post, "/api/token/", login("ana"));
    ASSERT_EQ(first.status, 200U) << first.raw.body;
    EXPECT_EQ(first.body.as_object().size(), 2U);
    const auto old_token = first.text("refresh");
    const auto next = refresh(old_token);
    ASSERT_EQ(next.status, 200U) << next.raw.body;
    EXPECT_NE(next.text("refresh"), old_token);
    move_clock("9 seconds");
    const auto repeat = refresh(old_token);
    EXPECT_EQ(repeat.status, 200U);
    EXPECT_EQ(repeat.text("refresh"), next.text("refresh"));
    EXPECT_EQ(api.value("select count(*) from refresh_tokens where family_id ="
                        " (select family_id from refresh_tokens where successor_jti is not null)"),
              "2");
}

TEST_F(accounts_test, a_late_repeat_ends_the_session_and_no_other) {
    const auto other = register_user("ana").text("refresh");
    const auto old_token = api.call(0, post, "/api/token/", login("ana")).text("refresh");
    const auto current = refresh(old_token).text("refresh");
    move_clock("11 seconds");
    const auto late = refresh(old_token);
    EXPECT_EQ(late.status, 401U);
    EXPECT_EQ(late.raw.body, blacklisted);
    EXPECT_EQ(late.header("WWW-Authenticate"), challenge);
    EXPECT_EQ(refresh(current).raw.body, blacklisted) << "the thief's or the owner's: both end";
    EXPECT_EQ(refresh(other).status, 200U);
}

TEST_F(accounts_test, refuses_what_is_no_refresh_token) {
    const auto made = register_user("ana");
    EXPECT_EQ(refresh("x").raw.body, not_valid);
    EXPECT_EQ(refresh(made.text("access")).raw.body,
              R"({"detail":"Token has wrong type","code":"token_not_valid"})");
    // Signed by us but never handed out, with our kind of id and with another.
    const auto now = api.clock.now();
    for (const std::string& jti : {accounts::random_jti(), std::string{"x"}}) {
        const auto token =
            api.signer.sign({accounts::token_type::refresh, base::user_id{1}, jti, now, now + 1h});
        EXPECT_EQ(refresh(token).raw.body, not_valid);
    }
    EXPECT_EQ(api.call(0, post, "/api/token/refresh/", "{}").raw.body,
              R"({"refresh":["This field is required."]})");
    db.execute("update users set is_active = false");
    EXPECT_EQ(refresh(made.text("refresh")).raw.body,
              R"({"detail":"No active account found for the given token."})");
}

TEST_F(accounts_test, verifies_and_blacklists) {
    const auto made = register_user("ana");
    const auto body = [](std::string key, const std::string& token) {
        return fmt::format(R"({{"{}":"{}"}})", key, token);
    };
    for (const auto* kind : {"access", "refresh"}) {
        const auto good = api.call(0, post, "/api/token/verify/", body("token", made.text(kind)));
        EXPECT_EQ(good.status, 200U);
        EXPECT_EQ(good.raw.body, "{}");
    }
    EXPECT_EQ(api.call(0, post, "/api/token/verify/", body("token", "x")).raw.body, not_valid);
    EXPECT_EQ(api.call(0, post, "/api/token/verify/", "{}").raw.body,
              R"({"token":["This field is required."]})");

    const auto token = body("refresh", made.text("refresh"));
    const auto gone = api.call(0, post, "/api/token/blacklist/", token);
    EXPECT_EQ(gone.status, 200U);
    EXPECT_EQ(gone.raw.body, "{}");
    EXPECT_EQ(api.call(0, post, "/api/token/blacklist/", token).raw.body, blacklisted);
    EXPECT_EQ(refresh(made.text("refresh")).raw.body, blacklisted);
    const auto verified =
        api.call(0, post, "/api/token/verify/", body("token", made.text("refresh")));
    EXPECT_EQ(verified.status, 400U);
    EXPECT_EQ(verified.raw.body, R"({"non_field_errors":["Token is blacklisted"]})");
}

TEST_F(accounts_test, logs_out) {
    const auto ana = register_user("ana");
    const auto eva = register_user("eva");
    const auto ana_id = ana.body.at("user").at("id").as_int64();
    const auto token = [](const api_answer& of) {
        return fmt::format(R"({{"refresh":"{}"}})", of.text("refresh"));
    };
    EXPECT_EQ(api.call(ana_id, post, "/api/auth/logout/", token(eva)).raw.body, not_valid);
    EXPECT_EQ(api.call(0, post, "/api/auth/logout/", token(ana)).status, 401U);
    EXPECT_EQ(api.call(ana_id, post, "/api/auth/logout/", "{}").status, 400U);
    EXPECT_EQ(api.call(ana_id, post, "/api/auth/logout/", token(ana)).text("message"),
              "Logout successful.");
    EXPECT_EQ(api.call(ana_id, post, "/api/auth/logout/", token(ana)).status, 200U);
    EXPECT_EQ(refresh(ana.text("refresh")).raw.body, blacklisted);
    EXPECT_EQ(refresh(eva.text("refresh")).status, 200U);
}

TEST_F(accounts_test, keeps_the_refresh_token_in_a_cookie) {
    register_user("ana");
    const auto entered =
        api.call(0, post, "/api/auth/login/", login("ana"), {{"x-token-cookie", "1"}});
    ASSERT_EQ(entered.status, 200U);
    EXPECT_FALSE(entered.body.as_object().contains("refresh"));
    const std::string cookie{entered.header("Set-Cookie")};
    EXPECT_TRUE(cookie.starts_with("refresh_token=ey"));
    EXPECT_TRUE(cookie.ends_with("; Max-Age=86400; Path=/api/; HttpOnly; SameSite=Strict"));
    const auto sent = cookie.substr(0, cookie.find(';'));

    EXPECT_EQ(api.call(0, post, "/api/token/refresh/", "{}", {{"cookie", sent}}).status, 400U)
        << "a cookie alone proves nothing";
    const auto next =
        api.call(0, post, "/api/token/refresh/", "", {{"cookie", sent}, {"x-token-cookie", "1"}});
    ASSERT_EQ(next.status, 200U) << next.raw.body;
    EXPECT_EQ(next.body.as_object().size(), 1U);
    EXPECT_NE(next.header("Set-Cookie"), cookie);
    const auto gone =
        api.call(0, post, "/api/token/blacklist/", "", {{"cookie", sent}, {"x-token-cookie", "1"}});
    EXPECT_EQ(gone.status, 200U);
    EXPECT_TRUE(gone.header("Set-Cookie").starts_with("refresh_token=; Max-Age=0"));
}

TEST_F(accounts_test, tells_who_may_not_come_in) {
    const auto profile = [&](std::string header) {
        return api.call(0, get, "/api/users/profile/", "", {{"authorization", std::move(header)}});
    };
    const auto nobody = api.call(0, get, "/api/users/profile/");
    EXPECT_EQ(nobody.status, 401U);
    EXPECT_EQ(nobody.raw.body, R"({"detail":"Authentication credentials were not provided."})");
    EXPECT_EQ(nobody.header("WWW-Authenticate"), challenge);
    EXPECT_EQ(profile("Basic YTpi").raw.body, nobody.raw.body);
    const auto bad = profile("Bearer x");
    EXPECT_EQ(bad.status, 401U);
    EXPECT_EQ(bad.raw.body,
              R"({"detail":"Given token not valid for any token type","code":"token_not_valid",)"
              R"("messages":[{"token_class":"AccessToken","token_type":"access",)"
              R"("message":"Token is invalid or expired"}]})");
    EXPECT_EQ(profile("Bearer a b").text("code"), "bad_authorization_header");
    EXPECT_EQ(profile("Bearer").text("code"), "bad_authorization_header");
    EXPECT_EQ(api.call(99, get, "/api/users/profile/").text("code"), "user_not_found");
    // A bad token is refused where none is needed.
    EXPECT_EQ(api.call(0, post, "/api/token/", "{}", {{"authorization", "Bearer x"}}).status, 401U);

    const auto id = register_user("ana").body.at("user").at("id").as_int64();
    EXPECT_EQ(api.call(id, get, "/api/users/").raw.body,
              R"({"detail":"You do not have permission to perform this action."})");
    db.execute("update users set is_active = false, is_staff = true");
    EXPECT_EQ(api.call(id, get, "/api/users/").text("code"), "user_inactive");
    EXPECT_EQ(api.call(id, get, "/api/users/profile/").text("code"), "user_inactive");
}

TEST_F(accounts_test, changes_the_profile) {
    const auto id = register_user("ana").body.at("user").at("id").as_int64();
    register_user("eva");
    const auto changed =
        api.call(id, patch, "/api/users/profile/",
                 R"({"latitude":6.2,"longitude":-75.6,"time_zone":"America/Bogota",)"
                 R"("preferences":{"flash_promos":false},"quiet_from":"22:00",)"
                 R"("quiet_until":"07:30","daily_cap":5})");
    ASSERT_EQ(changed.status, 200U) << changed.raw.body;
    EXPECT_EQ(api.call(id, get, "/api/users/profile/").body, changed.body);
    EXPECT_EQ(changed.text("quiet_from"), "22:00:00");
    EXPECT_EQ(api.value("select wants_flash_promos from users where username = 'ana'"), "false");

    EXPECT_EQ(api.call(id, put, "/api/users/profile/", changed.raw.body).body, changed.body);
    const auto bad =
        api.call(id, patch, "/api/users/profile/",
                 R"({"email":"eva@example.com","time_zone":"Nowhere/X+3","latitude":99,)"
                 R"("longitude":0,"nickname":"a"})");
    EXPECT_EQ(bad.status, 400U);
    EXPECT_EQ(bad.raw.body, R"({"email":["A user with that email address already exists."],)"
                            R"("latitude":["Ensure this value is less than or equal to 90."],)"
                            R"("nickname":["Unknown field."],)"
                            R"("time_zone":["\"Nowhere/X+3\" is not a valid choice."]})");
    EXPECT_EQ(api.call(id, put, "/api/users/profile/", "{}").raw.body,
              R"({"email":["This field is required."]})");
    EXPECT_EQ(api.call(id, get, "/api/users/profile/").body, changed.body);
    const auto away =
        api.call(id, patch, "/api/users/profile/", R"({"latitude":null,"longitude":null})");
    EXPECT_TRUE(away.body.at("latitude").is_null());
}

TEST_F(accounts_test, changes_the_password_and_ends_the_sessions) {
    const auto made = register_user("ana");
    const auto id = made.body.at("user").at("id").as_int64();
    const auto change = [&](std::string old_password, std::string new_password) {
        return api.call(id, post, "/api/users/password/change/",
                        fmt::format(R"({{"old_password":"{}","new_password":"{}"}})", old_password,
                                    new_password),
                        {{"idempotency-key", "k"}});
    };
    EXPECT_EQ(change("wrong", "otra clave larga").status, 400U);
    EXPECT_TRUE(change("una clave larga", "1").body.as_object().contains("new_password"));
    EXPECT_EQ(change("una clave larga", "otra clave larga").status, 200U);
    const auto again = change("una clave larga", "otra clave larga");
    EXPECT_EQ(again.status, 200U);
    EXPECT_EQ(again.header("Idempotent-Replayed"), "true");
    EXPECT_EQ(refresh(made.text("refresh")).raw.body, blacklisted);
    EXPECT_EQ(api.call(0, post, "/api/auth/login/", login("ana")).status, 401U);
    EXPECT_EQ(api.call(0, post, "/api/auth/login/", login("ana", "otra clave larga")).status, 200U);
}

TEST_F(accounts_test, staff_manage_users_and_leave_a_trace) {
    const auto boss = add_staff();
    const auto made = api.call(boss, post, "/api/users/",
                               R"({"username":"eva","email":"eva@example.com",)"
                               R"("password":"una clave larga","user_type":"frequent"})");
    ASSERT_EQ(made.status, 201U) << made.raw.body;
    const auto id = made.integer("id");
    const auto path = fmt::format("/api/users/{}/", id);
    EXPECT_EQ(made.text("user_type"), "frequent");
    EXPECT_EQ(api.call(boss, get, path).body, made.body);
    const auto all = api.call(boss, get, "/api/users/?page_size=1&page=2");
    EXPECT_EQ(all.integer("count"), 2);
    EXPECT_EQ(all.body.at("results").at(0), made.body);
    EXPECT_EQ(api.call(boss, get, "/api/users/?page=9").status, 404U);

    const auto changed = api.call(boss, patch, path, R"({"first_name":"Eva","is_staff":true})");
    ASSERT_EQ(changed.status, 200U) << changed.raw.body;
    EXPECT_EQ(api.value("select details::text from audit_log where action = 'updated'"),
              R"({"is_staff": [false, true], "first_name": ["", "Eva"]})");
    EXPECT_EQ(api.call(boss, put, path, "{}").body.as_object().size(), 2U);
    EXPECT_EQ(api.call(boss, patch, path, R"({"username":"boss"})").status, 400U);
    EXPECT_EQ(api.call(boss, patch, "/api/users/999/", "{}").status, 404U);

    const auto session = api.call(0, post, "/api/token/", login("eva")).text("refresh");
    EXPECT_EQ(api.call(boss, delete_, path).status, 204U);
    EXPECT_EQ(api.call(boss, get, path).body.at("is_active").as_bool(), false);
    EXPECT_EQ(refresh(session).status, 401U);
    EXPECT_EQ(api.value("select string_agg(action, ' ' order by id) from audit_log"
                        " where object_type = 'user' and actor_id is not null"
                        " and request_id = 'request-1'"),
              "created updated deactivated");
    EXPECT_EQ(api.value("select count(*) from audit_log where details::text like '%argon%'"), "0");
}

TEST_F(accounts_test, the_command_line_makes_superusers_and_changes_passwords) {
    const auto boss = add_staff();
    EXPECT_EQ(api.call(boss, get, "/api/users/").status, 200U);
    auto& pool = api.loop.pool();
    const auto again = api.loop.run(
        [&] { return accounts::create_superuser(pool, soon(), "boss", "x", "12345678"); });
    EXPECT_EQ(again.error().fields.size(), 2U);
    const auto taken = api.loop.run(
        [&] { return accounts::create_superuser(pool, soon(), "boss", "", "una clave larga"); });
    EXPECT_TRUE(taken.error().fields.contains("username"));
    EXPECT_TRUE(api.loop.run(
        [&] { return accounts::change_password(pool, soon(), "boss", "otra clave larga"); }));
    EXPECT_FALSE(api.loop.run(
        [&] { return accounts::change_password(pool, soon(), "nobody", "otra clave larga"); }));
    EXPECT_EQ(api.call(0, post, "/api/auth/login/", login("boss", "otra clave larga")).status,
              200U);
}

TEST_F(accounts_test, segments_rise_with_purchases_and_never_fall) {
    db.execute(R"(
        insert into users (username, password_hash, user_type, segment_source) values
            ('none', '', 'new', 'registration'), ('one', '', 'new', 'registration'),
            ('three', '', 'regular', 'registration'), ('staff', '', 'new', 'staff'),
            ('old', '', 'frequent', 'purchases');
        insert into stores (owner_id, name, location) select min(id), 's', ST_MakePoint(0, 0) from users;
        insert into products (store_id, name, original_price) select id, 'p', 10 from stores;
        insert into flash_promos (product_id, promo_price, start_time, end_time, starts_on)
            select id, 5, '10:00', '11:00', '2026-01-01' from products;
        insert into promo_windows (promo_id, product_id, store_id, opens_on, opens_at, closes_at, price,
                                   hold_seconds, max_per_user, radius_m)
            select f.id, f.product_id, s.id, '2026-01-01', app_clock(), app_clock() + interval '1 hour', 5,
                   60, 9, 2000
            from flash_promos f, stores s;
        insert into reservations (window_id, promo_id, product_id, user_id, price, status, reserved_until,
                                  completed_at, pickup_code)
            select w.id, w.promo_id, w.product_id, u.id, 5, 'completed', app_clock(),
                   app_clock() - interval '1 day', 'c'
            from promo_windows w, users u, generate_series(1, 3) as n
            where u.username in ('three', 'staff') or (u.username = 'one' and n = 1);
    )");
    auto& pool = api.loop.pool();
    EXPECT_EQ(api.loop.run([&] { return accounts::recompute_segments(pool, soon()); }), 2);
    EXPECT_EQ(
        api.value("select string_agg(username || '=' || user_type, ' ' order by id) from users"),
        "none=new one=regular three=frequent staff=new old=frequent");
    EXPECT_EQ(api.loop.run([&] { return accounts::recompute_segments(pool, soon()); }), 0);
}

TEST_F(accounts_test, what_is_past_its_time_is_cleared_away) {
    register_user("ana");
    api.call(0, post, "/api/users/register/", registration("eva"), {{"idempotency-key", "k"}});
    auto& pool = api.loop.pool();
    EXPECT_EQ(api.loop.run([&] { return accounts::prune_expired(pool, soon()); }).refresh_tokens,
              0);
    move_clock("3 days");
    const auto gone = api.loop.run([&] { return accounts::prune_expired(pool, soon()); });
    EXPECT_EQ(gone.refresh_tokens, 2);
    EXPECT_EQ(gone.idempotency_keys, 1);
}

} // namespace
