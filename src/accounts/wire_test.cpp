#include "accounts/audit.hpp"
#include "accounts/cookie.hpp"
#include "accounts/rules.hpp"
#include "accounts/wire.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace {

using namespace accounts;
using namespace std::chrono_literals;
using errors = json::field_errors;

TEST(registration, reads_a_whole_one) {
    const auto body = boost::json::parse(R"({
        "username": "ana.ruiz", "email": "ana@example.com", "password": "una clave larga",
        "password_confirm": "una clave larga", "user_type": "regular", "phone_number": "+57 300 1234567",
        "latitude": 6.2442, "longitude": "-75.5812", "first_name": "Ana", "last_name": "Ruiz"})");
    json::object_decoder in{body};
    const auto made = decode_registration(in);
    EXPECT_EQ(in.finish(), errors{});
    EXPECT_EQ(made.account.username, "ana.ruiz");
    EXPECT_EQ(made.account.user_type, user_type::regular);
    EXPECT_EQ(made.account.location, base::geo_point::from_degrees(6.2442, -75.5812));
    EXPECT_EQ(made.password, "una clave larga");
    EXPECT_FALSE(made.account.is_staff);
}

TEST(registration, needs_only_four_fields) {
    const auto body =
        boost::json::parse(R"({"username":"ana","email":"a@b.co","password":"una clave larga",
                                             "password_confirm":"una clave larga"})");
    json::object_decoder in{body};
    const auto made = decode_registration(in);
    EXPECT_EQ(in.finish(), errors{});
    EXPECT_EQ(made.account.user_type, user_type::new_user);
    EXPECT_FALSE(made.account.location);
}

TEST(registration, names_every_missing_field) {
    const auto body = boost::json::parse("{}");
    json::object_decoder in{body};
    decode_registration(in);
    const std::vector<std::string> required{"This field is required."};
    EXPECT_EQ(in.finish(), (errors{{"username", required},
                                   {"email", required},
                                   {"password", required},
                                   {"password_confirm", required}}));
}

TEST(registration, names_every_bad_field) {
    const auto body = boost::json::parse(R"({
        "username": "ana ruiz", "email": "ana@", "password": "1234", "password_confirm": "12345",
        "user_type": "frequent", "phone_number": "123456789012345678901", "latitude": 91, "longitude": "east",
        "is_staff": true})");
    json::object_decoder in{body};
    decode_registration(in);
    EXPECT_EQ(in.finish(),
              (errors{{"username", {*username_error("ana ruiz")}},
                      {"email", {"Enter a valid email address."}},
                      {"password",
                       {"This password is too short. It must contain at least 8 characters.",
                        "This password is too common.", "This password is entirely numeric."}},
                      {"password_confirm", {"Password fields didn't match."}},
                      {"user_type", {"\"frequent\" is not a valid choice."}},
                      {"phone_number", {"Ensure this field has no more than 20 characters."}},
                      {"latitude", {"Ensure this value is less than or equal to 90."}},
                      {"longitude", {"A valid number is required."}},
                      {"is_staff", {"Unknown field."}}}));
}

TEST(profile, is_sent_back_as_it_came) {
    user ana;
    ana.id = base::user_id{3};
    ana.username = "ana";
    ana.email = "ana@example.com";
    ana.time_zone = "America/Bogota";
    ana.locale = "es";
    ana.location = base::geo_point::from_degrees(6.25, -75.5);
    ana.preferences = {{"flash_promos", false}};
    ana.quiet_hours = quiet_hours{22h, 7h + 30min};
    const boost::json::value body(to_json(ana));
    EXPECT_EQ(body.at("quiet_until").as_string(), "07:30:00");
    json::object_decoder in{body};
    const auto change = decode_profile_change(in);
    EXPECT_EQ(in.finish(), errors{});
    EXPECT_EQ(change.email, "ana@example.com");
    EXPECT_EQ(change.location.value(), ana.location);
    EXPECT_EQ(change.quiet_hours.value(), ana.quiet_hours);
    EXPECT_EQ(change.preferences, ana.preferences);
    EXPECT_EQ(change.daily_cap, 20);
    EXPECT_FALSE(change.user_type);
}

TEST(profile, nulls_take_the_place_and_the_quiet_hours_away) {
    const auto body = boost::json::parse(
        R"({"latitude":null,"longitude":null,"quiet_from":null,"quiet_until":null})");
    json::object_decoder in{body};
    in.partial();
    const auto change = decode_profile_change(in);
    EXPECT_EQ(in.finish(), errors{});
    ASSERT_TRUE(change.location && change.quiet_hours);
    EXPECT_FALSE(*change.location);
    EXPECT_FALSE(*change.quiet_hours);
}

TEST(profile, an_empty_patch_changes_nothing) {
    const auto body = boost::json::parse("{}");
    json::object_decoder in{body};
    in.partial();
    const auto change = decode_profile_change(in);
    EXPECT_EQ(in.finish(), errors{});
    EXPECT_FALSE(change.location || change.quiet_hours || change.preferences || change.email ||
                 change.daily_cap);
}

TEST(profile, names_every_bad_field) {
    const auto body = boost::json::parse(R"({
        "email": null, "preferences": {"flash_promos": "no", "x": "\u0000"}, "quiet_from": "22:00",
        "daily_cap": -1, "locale": "fr", "latitude": 1, "is_staff": true})");
    json::object_decoder in{body};
    in.partial();
    decode_profile_change(in);
    EXPECT_EQ(in.finish(),
              (errors{{"email", {"This field may not be null."}},
                      {"preferences", {"Null characters are not allowed."}},
                      {"preferences.flash_promos", {"Must be a valid boolean."}},
                      {"quiet_until", {"This field is required."}},
                      {"daily_cap", {"Ensure this value is greater than or equal to 0."}},
                      {"locale", {"\"fr\" is not a valid choice."}},
                      {"longitude", {"This field is required."}},
                      {"is_staff", {"Unknown field."}}}));
}

TEST(rules, know_good_and_bad_addresses) {
    for (const auto* good :
         {"a@b.co", "first.last+tag@sub.example.com", "x@xn--bcher-kva.example", "o'neil@b.co"}) {
        EXPECT_FALSE(email_error(good)) << good;
    }
    for (const auto* bad :
         {"", "a", "a@", "@b.co", "a@b", "a@b.c", "a@.co", "a@b..co", ".a@b.co", "a..b@c.co",
          "a b@c.co", "a@b.co\n", "a@-b.co", "a@127.0.0.1", "<a@b.co>"}) {
        EXPECT_TRUE(email_error(bad)) << bad;
    }
}

TEST(rules, know_good_and_bad_user_names) {
    for (const auto* good : {"ana", "ana.ruiz", "a@b", "a+b-c_d", "josé"})
        EXPECT_FALSE(username_error(good)) << good;
    for (const auto* bad : {"ana ruiz", "a/b", "a\tb", "<script>"})
        EXPECT_TRUE(username_error(bad)) << bad;
}

TEST(cookie, is_found_among_others) {
    EXPECT_EQ(find_cookie("a=1; refresh_token=x.y.z; b=2", refresh_cookie), "x.y.z");
    EXPECT_EQ(find_cookie("refresh_token=x", refresh_cookie), "x");
    EXPECT_EQ(find_cookie("xrefresh_token=x;;  =; refresh_token", refresh_cookie), std::nullopt);
    EXPECT_EQ(find_cookie("", refresh_cookie), std::nullopt);
}

TEST(cookie, is_out_of_reach_of_scripts_and_other_sites) {
    EXPECT_EQ(set_refresh_cookie("t", 86400s, true),
              "refresh_token=t; Max-Age=86400; Path=/api/; HttpOnly; SameSite=Strict; Secure");
    EXPECT_EQ(clear_refresh_cookie(false),
              "refresh_token=; Max-Age=0; Path=/api/; HttpOnly; SameSite=Strict");
}

TEST(audit, holds_what_changed_and_nothing_else) {
    const boost::json::object before{{"name", "a"}, {"address", "x"}};
    const boost::json::object after{{"name", "b"}, {"address", "x"}, {"image", nullptr}};
    EXPECT_EQ(boost::json::serialize(changed_fields(before, after)),
              R"({"name":["a","b"],"image":[null,null]})");
}

} // namespace
