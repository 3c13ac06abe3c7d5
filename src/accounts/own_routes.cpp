// What a person does with their account beyond using it: a new password by mail, their data, their
// leaving.
#include "accounts/routes.hpp"
#include "accounts/rules.hpp"
#include "base/messages.hpp"
#include "http/body.hpp"
#include "http/language.hpp"
#include "http/shown.hpp"

namespace accounts {
namespace {

using http::request;
using http::response;
using answer = async::task<response>;

constexpr std::size_t token_length_max = 200;

response said(std::string_view code, base::language in) {
    return http::json_response(200, boost::json::object{{"message", base::message(code, in)}});
}

answer ask_reset(api with, request& from) {
    const auto email = http::decode(from, [](json::object_decoder& in) {
        return in.required_text("email", {.length_max = email_length_max}).value_or("");
    });
    if (!email)
        co_return email.error();
    const auto language = http::language_of(from);
    const auto effect = [with, &email, language](postgres::transaction& tx) -> answer {
        co_await with.accounts.resets().ask(tx, *email);
        co_return said("reset_sent", language);
    };
    co_return co_await with.repeats.run(from, effect);
}

response bad_link() {
    return http::invalid({{"token", {"This link is not valid any more."}}});
}

struct confirmation {
    std::string token;
    std::string new_password;
};

confirmation read_confirmation(json::object_decoder& in) {
    auto token = in.required_text("token", {.length_max = token_length_max});
    auto password =
        in.required_text("new_password", {.length_max = password_length_max, .trim = false});
    return {std::move(token).value_or(""), std::move(password).value_or("")};
}

answer confirm_reset(api with, request& from) {
    const auto wanted = http::decode(from, read_confirmation);
    if (!wanted)
        co_return wanted.error();
    const auto owner = co_await with.accounts.resets().find(from.deadline, wanted->token);
    if (!owner)
        co_return bad_link();
    const auto found = co_await with.accounts.self(from.deadline, *owner);
    if (!found)
        co_return bad_link();
    if (auto errors = password_errors(wanted->new_password, {{"username", found->username},
                                                             {"first name", found->first_name},
                                                             {"last name", found->last_name},
                                                             {"email address", found->email}});
        !errors.empty()) {
        co_return http::invalid({{"new_password", std::move(errors)}});
    }
    const auto hash = co_await with.accounts.hash(wanted->new_password);
    const auto language = http::language_of(from);
    const auto effect = [with, &wanted, &hash, owner,
                         language](postgres::transaction& tx) -> answer {
        if (!co_await with.accounts.resets().use(tx, wanted->token))
            co_return bad_link();
        co_await with.accounts.set_password(tx, *owner, hash);
        co_return said("password_changed", language);
    };
    co_return co_await with.repeats.run(from, effect);
}

answer export_data(api with, request& from) {
    auto made = http::raw_json_response(
        200, co_await with.accounts.data().export_of(from.deadline, from.caller->user));
    made.headers = {{"Content-Disposition", "attachment; filename=\"my-data.json\""},
                    {"Cache-Control", "no-store"}};
    co_return made;
}

answer erase(api with, request& from) {
    const auto password = http::decode(from, [](json::object_decoder& in) {
        return in.required_text("password", {.length_max = password_length_max, .trim = false})
            .value_or("");
    });
    if (!password)
        co_return password.error();
    const auto self = from.caller->user;
    if (!co_await with.accounts.password_is(from.deadline, self, *password))
        co_return http::invalid({{"password", {"Your password was entered incorrectly."}}});
    const auto effect = [with, &from, self](postgres::transaction& tx) -> answer {
        co_return http::gone(co_await with.accounts.data().erase(tx, actor::of(from), self));
    };
    co_return co_await with.repeats.run(from, effect);
}

} // namespace

void register_own_routes(http::router& router, api with) {
    using enum http::access;
    using enum http::verb;
    const auto on = http::bound(with);
    router.add({post, "/api/users/password/reset/", anyone, on(ask_reset)});
    router.add({post, "/api/users/password/reset/confirm/", anyone, on(confirm_reset)});
    router.add({get, "/api/users/profile/export/", signed_in, on(export_data)});
    router.add({post, "/api/users/profile/erase/", signed_in, on(erase)});
}

} // namespace accounts
