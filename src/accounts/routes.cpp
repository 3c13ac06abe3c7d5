#include "accounts/routes.hpp"

#include "accounts/rules.hpp"
#include "accounts/session_routes.hpp"
#include "accounts/wire.hpp"
#include "base/errors.hpp"
#include "base/messages.hpp"
#include "http/body.hpp"
#include "http/language.hpp"
#include "http/pagination.hpp"
#include "http/query_decoder.hpp"
#include "http/shown.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace accounts {
namespace {

using http::request;
using http::response;
using answer = async::task<response>;

/// A new account, its password hashed; or every bad field at once: what `decode` found, and what
/// only the database knows of the names that it could read.
async::task<std::expected<new_user, response>>
read_account(api with, const request& from, registration (*decode)(json::object_decoder&)) {
    auto read = http::decode_leniently(from, decode);
    if (!read)
        co_return std::unexpected{std::move(read.error())};
    auto& [wanted, errors] = *read;
    if (!errors.empty()) {
        user_change names;
        if (!errors.contains("username"))
            names.username = wanted.account.username;
        if (!errors.contains("email"))
            names.email = wanted.account.email;
        co_await with.accounts.check(from.deadline, {}, names, errors);
        co_return std::unexpected{http::invalid(errors)};
    }
    wanted.account.password_hash = co_await with.accounts.hash(std::move(wanted.password));
    co_return std::move(wanted.account);
}

/// What changes in the account `self`, or every bad field at once.
async::task<std::expected<user_change, response>>
read_change(api with, const request& from, base::user_id self,
            user_change (*decode)(json::object_decoder&)) {
    auto read = http::decode_leniently(from, [&](json::object_decoder& in) {
        if (from.method == http::verb::patch)
            in.partial();
        return decode(in);
    });
    if (!read)
        co_return std::unexpected{std::move(read.error())};
    co_await with.accounts.check(from.deadline, self, read->value, read->errors);
    if (!read->errors.empty())
        co_return std::unexpected{http::invalid(read->errors)};
    co_return std::move(read->value);
}

response shown_to_staff(unsigned status, const std::expected<user, rejection>& found) {
    if (!found)
        return to_response(found.error());
    return http::json_response(status, to_staff_json(*found));
}

/// Tokens are added after the transaction, to the first answer as to a repeated one: the stored
/// answer holds none.
answer with_session(api with, const request& from, response made) {
    if (made.status != 201)
        co_return made;
    boost::json::object body{{"user", boost::json::parse(made.body)}};
    const base::user_id id{body["user"].at("id").as_int64()};
    const auto tokens = co_await with.accounts.open_session(from.deadline, id);
    add_tokens(with, from, tokens, body, made);
    body["message"] = base::message("registered", http::language_of(from));
    made.body = boost::json::serialize(body);
    co_return made;
}

answer register_user(api with, request& from) {
    const auto wanted = co_await read_account(with, from, decode_registration);
    if (!wanted)
        co_return wanted.error();
    const auto effect = [with, &wanted](postgres::transaction& tx) -> answer {
        co_return http::shown(201, co_await with.accounts.create(tx, std::nullopt, *wanted));
    };
    co_return co_await with_session(with, from, co_await with.repeats.run(from, effect));
}

answer read_profile(api with, request& from) {
    co_return http::shown(200, co_await with.accounts.self(from.deadline, from.caller->user));
}

answer change_profile(api with, request& from) {
    const auto self = from.caller->user;
    const auto wanted = co_await read_change(with, from, self, decode_profile_change);
    if (!wanted)
        co_return wanted.error();
    const auto effect = [with, self, &wanted](postgres::transaction& tx) -> answer {
        co_return http::shown(200, co_await with.accounts.change(tx, std::nullopt, self, *wanted));
    };
    co_return co_await with.repeats.run(from, effect);
}

struct password_change {
    std::string old_password;
    std::string new_password;
};

password_change read_password_change(json::object_decoder& in, const user& of) {
    const json::text_bounds bounds{.length_max = password_length_max, .trim = false};
    auto old_password = in.required_text("old_password", bounds);
    auto new_password = in.required_text("new_password", bounds);
    for (auto& error :
         password_errors(new_password.value_or("long enough?"), {{"username", of.username},
                                                                 {"first name", of.first_name},
                                                                 {"last name", of.last_name},
                                                                 {"email address", of.email}})) {
        in.fail("new_password", std::move(error));
    }
    return {std::move(old_password).value_or(""), std::move(new_password).value_or("")};
}

answer change_password(api with, request& from) {
    const auto found = co_await with.accounts.self(from.deadline, from.caller->user);
    if (!found)
        co_return to_response(found.error());
    const auto wanted = http::decode(
        from, [&](json::object_decoder& in) { return read_password_change(in, *found); });
    if (!wanted)
        co_return wanted.error();
    const bool proved =
        co_await with.accounts.password_is(from.deadline, found->id, wanted->old_password);
    const auto hash = proved ? co_await with.accounts.hash(wanted->new_password) : std::string{};
    const auto language = http::language_of(from);
    const auto effect = [with, proved, id = found->id, language,
                         &hash](postgres::transaction& tx) -> answer {
        if (!proved) {
            const json::field_errors wrong{
                {"old_password",
                 {"Your old password was entered incorrectly. Please enter it again."}}};
            co_return http::invalid(wrong);
        }
        co_await with.accounts.set_password(tx, id, hash);
        co_return http::json_response(
            200, boost::json::object{{"message", base::message("password_changed", language)}});
    };
    co_return co_await with.repeats.run(from, effect);
}

answer list_users(api with, request& from) {
    const auto page = http::page::parse(from.query);
    if (!page)
        co_return page.error();
    http::query_decoder in{from.query};
    const auto filter =
        in.finish(user_filter{in.search(), in.ordering({"username", "date_joined"})});
    if (!filter)
        co_return filter.error();
    const auto part =
        co_await with.accounts.list(from.deadline, *filter, page->offset(), page->size);
    boost::json::array users;
    for (const auto& user : part.items)
        users.push_back(to_staff_json(user));
    co_return http::paginated(from, *page, part.count, std::move(users));
}

answer create_user(api with, request& from) {
    const auto wanted = co_await read_account(with, from, decode_new_user);
    if (!wanted)
        co_return wanted.error();
    const auto effect = [with, &from, &wanted](postgres::transaction& tx) -> answer {
        co_return shown_to_staff(201, co_await with.accounts.create(tx, actor::of(from), *wanted));
    };
    co_return co_await with.repeats.run(from, effect);
}

answer read_user(api with, request& from) {
    co_return shown_to_staff(200,
                             co_await with.accounts.find(from.deadline, from.id<base::user_id>()));
}

answer change_user(api with, request& from) {
    const auto id = from.id<base::user_id>();
    const auto wanted = co_await read_change(with, from, id, decode_user_change);
    if (!wanted)
        co_return wanted.error();
    const auto effect = [with, id, &from, &wanted](postgres::transaction& tx) -> answer {
        co_return shown_to_staff(200,
                                 co_await with.accounts.change(tx, actor::of(from), id, *wanted));
    };
    co_return co_await with.repeats.run(from, effect);
}

answer deactivate_user(api with, request& from) {
    const auto effect = [with, &from](postgres::transaction& tx) -> answer {
        co_return http::gone(
            co_await with.accounts.deactivate(tx, actor::of(from), from.id<base::user_id>()));
    };
    co_return co_await with.repeats.run(from, effect);
}

} // namespace

void register_user_routes(http::router& router, api with) {
    using enum http::access;
    using enum http::verb;
    const auto on = http::bound(with);
    router.add({post, "/api/users/register/", anyone, on(register_user)});
    router.add({get, "/api/users/profile/", signed_in, on(read_profile)});
    router.add({put, "/api/users/profile/", signed_in, on(change_profile)});
    router.add({patch, "/api/users/profile/", signed_in, on(change_profile)});
    router.add({post, "/api/users/password/change/", signed_in, on(change_password)});
    router.add({get, "/api/users/", staff, on(list_users)});
    router.add({post, "/api/users/", staff, on(create_user)});
    router.add({get, "/api/users/{id}/", staff, on(read_user)});
    router.add({put, "/api/users/{id}/", staff, on(change_user)});
    router.add({patch, "/api/users/{id}/", staff, on(change_user)});
    router.add({delete_, "/api/users/{id}/", staff, on(deactivate_user)});
}

void register_routes(http::router& router, service& accounts, idempotency& repeats,
                     login_attempts& attempts, route_config config) {
    const api with{accounts, repeats, attempts, config};
    register_session_routes(router, with);
    register_user_routes(router, with);
    register_own_routes(router, with);
}

} // namespace accounts
