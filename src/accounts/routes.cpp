#include "accounts/routes.hpp"

#include "accounts/rules.hpp"
#include "accounts/session_routes.hpp"
#include "accounts/wire.hpp"
#include "base/errors.hpp"
#include "base/messages.hpp"
#include "http/body.hpp"
#include "http/pagination.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace accounts {
namespace {

using http::request;
using http::response;
using answer = async::task<response>;

/// Every bad field at once: what the decoder found, and what only the database knows.
async::task<json::field_errors> all_errors(service& accounts, const request& from,
                                           base::user_id self, const user_change& wanted,
                                           json::field_errors found) {
    co_await accounts.check(from.deadline, self, wanted, found);
    co_return found;
}

response created(const std::expected<user, rejection>& made,
                 boost::json::object (*show)(const user&)) {
    if (!made)
        return to_response(made.error());
    return http::json_response(201, show(*made));
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
    body["message"] = base::message("registered");
    made.body = boost::json::serialize(body);
    co_return made;
}

answer register_user(api with, request& from) {
    const auto body = http::json_body(from);
    if (!body)
        co_return body.error();
    json::object_decoder in{*body};
    auto wanted = decode_registration(in);
    auto errors = in.finish();
    if (!errors.empty()) {
        user_change names;
        if (!errors.contains("username"))
            names.username = wanted.account.username;
        if (!errors.contains("email"))
            names.email = wanted.account.email;
        co_return http::invalid(
            co_await all_errors(with.accounts, from, {}, names, std::move(errors)));
    }
    wanted.account.password_hash = co_await with.accounts.hash(std::move(wanted.password));
    const auto effect = [with, &wanted](postgres::transaction& tx) -> answer {
        co_return created(co_await with.accounts.create(tx, std::nullopt, wanted.account), to_json);
    };
    co_return co_await with_session(with, from, co_await with.repeats.run(from, effect));
}

answer read_profile(api with, request& from) {
    const auto found = co_await with.accounts.self(from.deadline, from.caller->user);
    if (!found)
        co_return to_response(found.error());
    co_return http::json_response(200, to_json(*found));
}

answer change_profile(api with, request& from) {
    const auto body = http::json_body(from);
    if (!body)
        co_return body.error();
    const auto self = from.caller->user;
    json::object_decoder in{*body};
    if (from.method == http::verb::patch)
        in.partial();
    const auto wanted = decode_profile_change(in);
    const auto errors = co_await all_errors(with.accounts, from, self, wanted, in.finish());
    if (!errors.empty())
        co_return http::invalid(errors);
    const auto effect = [with, self, &wanted](postgres::transaction& tx) -> answer {
        const auto changed = co_await with.accounts.change(tx, std::nullopt, self, wanted);
        if (!changed)
            co_return to_response(changed.error());
        co_return http::json_response(200, to_json(*changed));
    };
    co_return co_await with.repeats.run(from, effect);
}

answer change_password(api with, request& from) {
    const auto body = http::json_body(from);
    if (!body)
        co_return body.error();
    const auto found = co_await with.accounts.self(from.deadline, from.caller->user);
    if (!found)
        co_return to_response(found.error());
    json::object_decoder in{*body};
    const json::text_bounds bounds{.length_max = password_length_max, .trim = false};
    const auto old_password = in.required_text("old_password", bounds);
    const auto new_password = in.required_text("new_password", bounds);
    for (auto& error : password_errors(new_password.value_or("long enough?"),
                                       {{"username", found->username},
                                        {"first name", found->first_name},
                                        {"last name", found->last_name},
                                        {"email address", found->email}})) {
        in.fail("new_password", std::move(error));
    }
    auto errors = in.finish();
    if (!errors.empty())
        co_return http::invalid(errors);

    const bool proved = co_await with.accounts.password_is(from.deadline, found->id, *old_password);
    const auto hash = proved ? co_await with.accounts.hash(*new_password) : std::string{};
    const auto effect = [with, proved, id = found->id, &hash](postgres::transaction& tx) -> answer {
        if (!proved) {
            const json::field_errors wrong{
                {"old_password",
                 {"Your old password was entered incorrectly. Please enter it again."}}};
            co_return http::invalid(wrong);
        }
        co_await with.accounts.set_password(tx, id, hash);
        co_return http::json_response(
            200, boost::json::object{{"message", base::message("password_changed")}});
    };
    co_return co_await with.repeats.run(from, effect);
}

answer list_users(api with, request& from) {
    const auto page = http::page::parse(from.query);
    if (!page)
        co_return page.error();
    const auto part = co_await with.accounts.list(from.deadline, page->offset(), page->size);
    boost::json::array users;
    for (const auto& user : part.users)
        users.push_back(to_staff_json(user));
    co_return http::paginated(from, *page, part.count, std::move(users));
}

answer create_user(api with, request& from) {
    const auto body = http::json_body(from);
    if (!body)
        co_return body.error();
    json::object_decoder in{*body};
    auto wanted = decode_new_user(in);
    auto errors = in.finish();
    if (!errors.empty()) {
        user_change names;
        if (!errors.contains("username"))
            names.username = wanted.account.username;
        if (!errors.contains("email"))
            names.email = wanted.account.email;
        co_return http::invalid(
            co_await all_errors(with.accounts, from, {}, names, std::move(errors)));
    }
    wanted.account.password_hash = co_await with.accounts.hash(std::move(wanted.password));
    const auto effect = [with, &from, &wanted](postgres::transaction& tx) -> answer {
        co_return created(co_await with.accounts.create(tx, actor::of(from), wanted.account),
                          to_staff_json);
    };
    co_return co_await with.repeats.run(from, effect);
}

answer read_user(api with, request& from) {
    const auto found = co_await with.accounts.find(from.deadline, from.id<base::user_id>());
    if (!found)
        co_return to_response(found.error());
    co_return http::json_response(200, to_staff_json(*found));
}

answer change_user(api with, request& from) {
    const auto body = http::json_body(from);
    if (!body)
        co_return body.error();
    const auto id = from.id<base::user_id>();
    json::object_decoder in{*body};
    if (from.method == http::verb::patch)
        in.partial();
    const auto wanted = decode_user_change(in);
    const auto errors = co_await all_errors(with.accounts, from, id, wanted, in.finish());
    if (!errors.empty())
        co_return http::invalid(errors);
    const auto effect = [with, id, &from, &wanted](postgres::transaction& tx) -> answer {
        const auto changed = co_await with.accounts.change(tx, actor::of(from), id, wanted);
        if (!changed)
            co_return to_response(changed.error());
        co_return http::json_response(200, to_staff_json(*changed));
    };
    co_return co_await with.repeats.run(from, effect);
}

answer deactivate_user(api with, request& from) {
    const auto effect = [with, &from](postgres::transaction& tx) -> answer {
        const auto gone =
            co_await with.accounts.deactivate(tx, actor::of(from), from.id<base::user_id>());
        co_return gone ? http::no_content() : to_response(gone.error());
    };
    co_return co_await with.repeats.run(from, effect);
}

} // namespace

void register_user_routes(http::router& router, api with) {
    using enum http::access;
    using enum http::verb;
    const auto on = [with](answer (*handle)(api, request&)) {
        return [with, handle](request& from) { return handle(with, from); };
    };
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
                     route_config config) {
    const api with{accounts, repeats, config};
    register_session_routes(router, with);
    register_user_routes(router, with);
}

} // namespace accounts
