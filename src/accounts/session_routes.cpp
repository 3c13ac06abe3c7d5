#include "accounts/session_routes.hpp"

#include "accounts/authenticator.hpp"
#include "accounts/cookie.hpp"
#include "accounts/rules.hpp"
#include "accounts/wire.hpp"
#include "base/messages.hpp"
#include "http/body.hpp"
#include "http/language.hpp"
#include "http/shown.hpp"

#include <boost/json/serialize.hpp>

namespace accounts {
namespace {

using http::request;
using http::response;
using answer = async::task<response>;

/// Longer than any token of ours.
constexpr std::size_t token_length_max = 4096;

bool wants_cookie(const request& from) {
    return from.header("x-token-cookie") == "1";
}

struct login {
    std::string username;
    std::string password;
};

std::expected<login, response> read_login(const request& from) {
    return http::decode(from, [](json::object_decoder& in) {
        // Bounds that no account's name or password exceeds: a longer text is wrong, and no reason
        // to say so.
        auto username = in.required_text("username", {.length_max = 1024});
        auto password = in.required_text("password", {.length_max = 1024, .trim = false});
        return login{std::move(username).value_or(""), std::move(password).value_or("")};
    });
}

/// The refresh token from the body or, with X-Token-Cookie: 1, from its cookie.
std::expected<std::string, response> read_refresh_token(const request& from) {
    return http::decode(from, [&](json::object_decoder& in) {
        in.ignore({"access"});
        if (wants_cookie(from) && !in.has("refresh")) {
            const auto token = find_cookie(from.header("cookie").value_or(""), refresh_cookie);
            if (token && !token->empty())
                return std::string{*token};
        }
        return in.required_text("refresh", {.length_max = token_length_max}).value_or("");
    });
}

/// Who they are; or the answer when the log-in fails or there were too many.
async::task<std::expected<base::user_id, response>> authenticate(api with, const request& from,
                                                                 login given) {
    const login_attempts::attempt made{given.username, from.remote_address};
    if (const auto wait = co_await with.attempts.begin(from.deadline, made))
        co_return std::unexpected{http::throttled(*wait)};
    std::expected<base::user_id, rejection> found;
    std::exception_ptr failure;
    try {
        found = co_await with.accounts.authenticate(from.deadline, std::move(given.username),
                                                    std::move(given.password));
    } catch (const std::exception&) {
        failure = std::current_exception();
    }
    if (found || failure)
        co_await with.attempts.take_back(from.deadline, made);
    if (failure)
        std::rethrow_exception(failure);
    if (!found)
        co_return std::unexpected{to_response(found.error())};
    co_return *found;
}

response with_body(response made, const boost::json::object& body) {
    made.body = boost::json::serialize(body);
    return made;
}

answer log_in(api with, request& from) {
    auto wanted = read_login(from);
    if (!wanted)
        co_return wanted.error();
    const auto user = co_await authenticate(with, from, std::move(*wanted));
    if (!user)
        co_return user.error();
    const auto tokens = co_await with.accounts.open_session(from.deadline, *user);
    const auto found = co_await with.accounts.self(from.deadline, *user);
    if (!found)
        co_return to_response(found.error());
    response made;
    boost::json::object body{{"user", to_json(*found)}};
    add_tokens(with, from, tokens, body, made);
    body["message"] = base::message("logged_in", http::language_of(from));
    co_return with_body(std::move(made), body);
}

answer log_out(api with, request& from) {
    auto token = read_refresh_token(from);
    if (!token)
        co_return token.error();
    const auto ended =
        co_await with.accounts.revoke(from.deadline, std::move(*token), from.caller->user);
    // Logging out twice is harmless.
    if (!ended && ended.error().why != error::token_blacklisted)
        co_return to_response(ended.error());
    auto made = http::json_response(
        200,
        boost::json::object{{"message", base::message("logged_out", http::language_of(from))}});
    if (wants_cookie(from)) {
        made.headers.emplace_back("Set-Cookie", clear_refresh_cookie(with.config.cookie_secure));
    }
    co_return made;
}

answer obtain(api with, request& from) {
    auto wanted = read_login(from);
    if (!wanted)
        co_return wanted.error();
    const auto user = co_await authenticate(with, from, std::move(*wanted));
    if (!user && user.error().status == 401) {
        co_return with_challenge(
            http::detail(401, "No active account found with the given credentials"));
    }
    if (!user)
        co_return user.error();
    response made;
    boost::json::object body;
    add_tokens(with, from, co_await with.accounts.open_session(from.deadline, *user), body, made);
    co_return with_body(std::move(made), body);
}

answer refresh(api with, request& from) {
    auto token = read_refresh_token(from);
    if (!token)
        co_return token.error();
    const auto tokens = co_await with.accounts.refresh(from.deadline, std::move(*token));
    if (!tokens)
        co_return to_response(tokens.error());
    response made;
    boost::json::object body;
    add_tokens(with, from, *tokens, body, made);
    co_return with_body(std::move(made), body);
}

answer verify(api with, request& from) {
    auto token = http::decode(from, [](json::object_decoder& in) {
        return in.required_text("token", {.length_max = token_length_max}).value_or("");
    });
    if (!token)
        co_return token.error();
    const auto good = co_await with.accounts.verify(from.deadline, std::move(*token));
    if (!good && good.error().why == error::token_blacklisted) {
        co_return http::invalid({{"non_field_errors", {"Token is blacklisted"}}});
    }
    if (!good)
        co_return to_response(good.error());
    co_return http::json_response(200, boost::json::object{});
}

answer blacklist(api with, request& from) {
    auto token = read_refresh_token(from);
    if (!token)
        co_return token.error();
    const auto ended =
        co_await with.accounts.revoke(from.deadline, std::move(*token), std::nullopt);
    if (!ended)
        co_return to_response(ended.error());
    auto made = http::json_response(200, boost::json::object{});
    if (wants_cookie(from)) {
        made.headers.emplace_back("Set-Cookie", clear_refresh_cookie(with.config.cookie_secure));
    }
    co_return made;
}

} // namespace

void add_tokens(api with, const request& from, const token_pair& tokens, boost::json::object& body,
                response& made) {
    if (wants_cookie(from)) {
        made.headers.emplace_back("Set-Cookie",
                                  set_refresh_cookie(tokens.refresh,
                                                     with.accounts.config().refresh_lifetime,
                                                     with.config.cookie_secure));
    } else {
        body["refresh"] = tokens.refresh;
    }
    body["access"] = tokens.access;
    made.headers.emplace_back("Cache-Control", "no-store");
}

void register_session_routes(http::router& router, api with) {
    using enum http::access;
    const auto on = http::bound(with);
    router.add({http::verb::post, "/api/auth/login/", anyone, on(log_in)});
    router.add({http::verb::post, "/api/auth/logout/", signed_in, on(log_out)});
    router.add({http::verb::post, "/api/token/", anyone, on(obtain)});
    router.add({http::verb::post, "/api/token/refresh/", anyone, on(refresh)});
    router.add({http::verb::post, "/api/token/verify/", anyone, on(verify)});
    router.add({http::verb::post, "/api/token/blacklist/", anyone, on(blacklist)});
}

} // namespace accounts
