#include "accounts/docs.hpp"

#include "accounts/rules.hpp"
#include "accounts/wire.hpp"
#include "base/messages.hpp"

namespace accounts {
namespace {

using http::api_docs;
using enum http::verb;
using json::object_decoder;

user sample() {
    user one;
    one.id = base::user_id{7};
    one.username = "ana";
    one.email = "ana@example.com";
    one.phone_number = "+57 300 1234567";
    one.location = base::geo_point::from_degrees(6.2518, -75.5636);
    one.time_zone = "America/Bogota";
    one.locale = "es";
    one.preferences = {{"flash_promos", true}};
    one.quiet_hours = quiet_hours{std::chrono::hours{22}, std::chrono::hours{7}};
    one.date_joined = base::parse_rfc3339("2026-11-24T12:00:00Z").value();
    return one;
}

boost::json::object tokens() {
    return {{"access", "eyJhbGciOiJIUzI1NiJ9..."}, {"refresh", "eyJhbGciOiJIUzI1NiJ9..."}};
}

boost::json::object session(std::string_view message) {
    auto out = tokens();
    out["user"] = to_json(sample());
    out["message"] = base::message(message);
    return out;
}

boost::json::object said(std::string_view code) {
    return {{"message", base::message(code)}};
}

void read_log_in(object_decoder& in) {
    in.required_text("username");
    in.required_text("password");
}

void read_refresh(object_decoder& in) {
    in.required_text("refresh", {.length_max = 4096});
}

void describe_sessions(api_docs& docs) {
    constexpr std::string_view cookie = "With `X-Token-Cookie: 1` the refresh token travels in an "
                                        "HttpOnly cookie and not in the body.";
    docs.describe(post, "/api/auth/login/",
                  {.summary = "Log in",
                   .text = cookie,
                   .body = read_log_in,
                   .answer = {.name = "Session", .example = session("logged_in")},
                   .outcomes = {{401, "invalid_credentials"}}});
    docs.describe(post, "/api/auth/logout/",
                  {.summary = "Log out: the session of this refresh token ends",
                   .text = cookie,
                   .body = read_refresh,
                   .answer = {.example = said("logged_out")}});
    docs.describe(post, "/api/token/",
                  {.summary = "Get a pair of tokens",
                   .text = cookie,
                   .body = read_log_in,
                   .answer = {.name = "Tokens", .example = tokens()}});
    docs.describe(post, "/api/token/refresh/",
                  {.summary = "Get the next pair of tokens",
                   .text =
                       "A token that comes a second time, later than ten seconds after the first, "
                       "ends its session.",
                   .body = read_refresh,
                   .answer = {.name = "Tokens", .example = tokens()}});
    docs.describe(
        post, "/api/token/verify/",
        {.summary = "Check a token",
         .body = [](object_decoder& in) { in.required_text("token", {.length_max = 4096}); },
         .answer = {.example = boost::json::object{}}});
    docs.describe(post, "/api/token/blacklist/",
                  {.summary = "End the session of a refresh token",
                   .body = read_refresh,
                   .answer = {.example = boost::json::object{}}});
}

void describe_self(api_docs& docs) {
    docs.describe(post, "/api/users/register/",
                  {.summary = "Register",
                   .body = [](object_decoder& in) { decode_registration(in); },
                   .answer = {.status = 201, .name = "Session", .example = session("registered")}});
    docs.describe(get, "/api/users/profile/",
                  {.summary = "Read one's own profile",
                   .answer = {.name = "Profile", .example = to_json(sample())}});
    for (const auto method : {put, patch}) {
        docs.describe(method, "/api/users/profile/",
                      {.summary = "Change one's own profile: place, preferences, quiet hours",
                       .text = "Of preferences, `flash_promos: false` turns notices off.",
                       .body =
                           [method](object_decoder& in) {
                               if (method == patch)
                                   in.partial();
                               decode_profile_change(in);
                           },
                       .answer = {.name = "Profile", .example = to_json(sample())}});
    }
    docs.describe(post, "/api/users/password/change/",
                  {.summary = "Change one's own password; all sessions end",
                   .body =
                       [](object_decoder& in) {
                           in.required_text("old_password", {.length_max = password_length_max});
                           in.required_text("new_password", {.length_max = password_length_max});
                       },
                   .answer = {.example = said("password_changed")}});
}

void describe_own_data(api_docs& docs) {
    docs.describe(post, "/api/users/password/reset/",
                  {.summary = "Have a link sent for setting a new password",
                   .text = "The answer is the same whether an account has the address or not.",
                   .body =
                       [](object_decoder& in) {
                           in.required_text("email", {.length_max = email_length_max});
                       },
                   .answer = {.example = said("reset_sent")}});
    docs.describe(post, "/api/users/password/reset/confirm/",
                  {.summary = "Set a new password by the link's token; all sessions end",
                   .body =
                       [](object_decoder& in) {
                           in.required_text("token");
                           in.required_text("new_password", {.length_max = password_length_max});
                       },
                   .answer = {.example = said("password_changed")}});
    docs.describe(get, "/api/users/profile/export/",
                  {.summary = "Get everything that is kept about oneself",
                   .answer = {.example = boost::json::object{{"profile", boost::json::object{}}}}});
    docs.describe(post, "/api/users/profile/erase/",
                  {.summary = "Have one's account emptied for good",
                   .body =
                       [](object_decoder& in) {
                           in.required_text("password", {.length_max = password_length_max});
                       },
                   .answer = {.status = 204},
                   .outcomes = {{409, "owns_stores"}}});
}

void describe_staff(api_docs& docs) {
    const http::documented_answer one{.name = "User", .example = to_staff_json(sample())};
    auto made = one;
    made.status = 201;
    auto page = one;
    page.is_page = true;
    docs.describe(get, "/api/users/",
                  {.summary = "List users",
                   .query = http::page_parameters(),
                   .search = "Words that are all in the user name or the address.",
                   .ordering = "`username`, `date_joined`, with a minus to turn it round.",
                   .answer = page});
    docs.describe(post, "/api/users/",
                  {.summary = "Make a user",
                   .body = [](object_decoder& in) { decode_new_user(in); },
                   .answer = made});
    docs.describe(get, "/api/users/{id}/", {.summary = "Read a user", .answer = one});
    docs.describe(put, "/api/users/{id}/",
                  {.summary = "Change a user",
                   .body = [](object_decoder& in) { decode_user_change(in); },
                   .answer = one});
    docs.describe(patch, "/api/users/{id}/",
                  {.summary = "Change some fields of a user",
                   .body = [](object_decoder& in) { decode_user_change(in.partial()); },
                   .answer = one});
    docs.describe(delete_, "/api/users/{id}/",
                  {.summary = "Deactivate a user; reservations keep speaking of them",
                   .answer = {.status = 204}});
}

} // namespace

void describe_routes(api_docs& docs) {
    describe_sessions(docs);
    describe_self(docs);
    describe_own_data(docs);
    describe_staff(docs);
}

} // namespace accounts
