#include "reservations/routes.hpp"

#include "http/body.hpp"
#include "http/pagination.hpp"
#include "http/shown.hpp"
#include "reservations/store_routes.hpp"
#include "reservations/wire.hpp"

namespace reservations {
namespace {

using http::request;
using http::response;
using answer = async::task<response>;

/// Longer than any code: a wrong one is told apart from a bad field.
constexpr std::size_t code_length_max = 32;

response shown(const result& what) {
    if (!what)
        return to_response(what.error());
    auto out = http::raw_json_response(what->created ? 201 : 200, to_json_text(what->reservation));
    if (what->replayed)
        out.headers.emplace_back("Idempotent-Replayed", "true");
    return out;
}

answer reserve(service& reservations, request& from) {
    const auto key = read_key(from);
    if (!key)
        co_return key.error();
    std::optional<base::geo_point> claimed;
    if (!from.body.empty()) {
        const auto read =
            http::decode(from, [](json::object_decoder& in) { return in.optional_point(); });
        if (!read)
            co_return read.error();
        claimed = *read;
    }
    co_return shown(co_await reservations.reserve(*from.caller, from.id<base::promo_id>(), claimed,
                                                  *key, from.deadline));
}

answer complete(service& reservations, request& from) {
    if (auto refused = http::refuse_fields(from))
        co_return std::move(*refused);
    const auto key = read_key(from);
    if (!key)
        co_return key.error();
    co_return shown(co_await reservations.complete(*from.caller, from.id<base::reservation_id>(),
                                                   *key, from.deadline));
}

answer cancel(service& reservations, request& from) {
    if (auto refused = http::refuse_fields(from))
        co_return std::move(*refused);
    const auto key = read_key(from);
    if (!key)
        co_return key.error();
    co_return shown(co_await reservations.cancel(*from.caller, from.id<base::reservation_id>(),
                                                 *key, from.deadline));
}

answer redeem(service& reservations, request& from) {
    const auto code = http::decode(from, [](json::object_decoder& in) {
        return in.optional_text("pickup_code", {.length_max = code_length_max});
    });
    if (!code)
        co_return code.error();
    const auto key = read_key(from);
    if (!key)
        co_return key.error();
    co_return shown(co_await reservations.redeem(*from.caller, from.id<base::reservation_id>(),
                                                 *code, *key, from.deadline));
}

answer list(service& reservations, request& from) {
    const auto page = http::page::parse(from.query);
    if (!page)
        co_return page.error();
    const auto filter = read_filter(from.query);
    if (!filter)
        co_return filter.error();
    const auto part = co_await reservations.ledger().own(from.deadline, from.caller->user, *filter,
                                                         page->size, page->offset());
    co_return http::paginated(from, *page, part);
}

answer read(service& reservations, request& from) {
    const auto found = co_await reservations.ledger().own(from.deadline, from.caller->user,
                                                          from.id<base::reservation_id>());
    co_return found ? http::json_response(200, to_json(*found)) : http::not_found();
}

} // namespace

void register_routes(http::router& routes, service& reservations) {
    using enum http::verb;
    using http::access;
    const auto bound = [&reservations](answer (*handler)(service&, request&)) {
        return [&reservations, handler](request& from) { return handler(reservations, from); };
    };
    routes.add({post, "/api/flash-promos/{id}/reserve/", access::signed_in, bound(reserve)});
    routes.add({get, "/api/product-reservations/", access::signed_in, bound(list)});
    routes.add({get, "/api/product-reservations/{id}/", access::signed_in, bound(read)});
    routes.add(
        {post, "/api/product-reservations/{id}/complete/", access::signed_in, bound(complete)});
    routes.add({post, "/api/product-reservations/{id}/cancel/", access::signed_in, bound(cancel)});
    routes.add({post, "/api/product-reservations/{id}/redeem/", access::signed_in, bound(redeem)});
    register_store_routes(routes, reservations);
}

} // namespace reservations
