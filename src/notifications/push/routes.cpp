#include "notifications/push/routes.hpp"

#include "http/body.hpp"
#include "http/shown.hpp"

namespace notifications::push {
namespace {

using http::request;
using http::response;
using answer = async::task<response>;

struct api {
    accounts::idempotency& repeats;
    const service_rules& rules;
};

/// With PushSubscription.toJSON() -> {"id", "endpoint"}.
answer add(api with, request& from) {
    const auto body = http::decode(
        from, [with](json::object_decoder& in) { return decode_subscription(in, with.rules); });
    if (!body)
        co_return body.error();
    const auto effect = [&](postgres::transaction& tx) -> answer {
        const auto id = co_await subscribe(tx, from.caller->user, *body);
        co_return http::json_response(201, {{"id", id.value()}, {"endpoint", body->endpoint}});
    };
    co_return co_await with.repeats.run(from, effect);
}

answer remove(api with, request& from) {
    const auto effect = [&](postgres::transaction& tx) -> answer {
        const bool gone = co_await unsubscribe(tx, from.caller->user, from.id<subscription_id>());
        co_return gone ? http::no_content() : http::not_found();
    };
    co_return co_await with.repeats.run(from, effect);
}

} // namespace

void register_routes(http::router& routes, accounts::idempotency& repeats,
                     const service_rules& rules) {
    using enum http::verb;
    using http::access;
    const auto on = http::bound(api{repeats, rules});
    routes.add({post, "/api/notifications/push/", access::signed_in, on(add)});
    routes.add({delete_, "/api/notifications/push/{id}/", access::signed_in, on(remove)});
}

} // namespace notifications::push
