#include "reservations/routes.hpp"

#include "http/body.hpp"
#include "http/pagination.hpp"
#include "reservations/wire.hpp"

#include <boost/json/array.hpp>

namespace reservations {
namespace {

using http::request;
using http::response;
using answer = async::task<response>;

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
        const auto body = http::json_body(from);
        if (!body)
            co_return body.error();
        json::object_decoder in{*body};
        claimed = in.optional_point();
        if (const auto errors = in.finish(); !errors.empty())
            co_return http::invalid(errors);
    }
    co_return shown(co_await reservations.reserve(*from.caller, from.id<base::promo_id>(), claimed,
                                                  *key, from.deadline));
}

/// Refuses any field: these requests have none.
std::optional<response> refuse_fields(const request& from) {
    if (from.body.empty())
        return std::nullopt;
    const auto body = http::json_body(from);
    if (!body)
        return body.error();
    json::object_decoder in{*body};
    if (const auto errors = in.finish(); !errors.empty())
        return http::invalid(errors);
    return std::nullopt;
}

answer complete(service& reservations, request& from) {
    if (auto refused = refuse_fields(from))
        co_return std::move(*refused);
    const auto key = read_key(from);
    if (!key)
        co_return key.error();
    co_return shown(co_await reservations.complete(*from.caller, from.id<base::reservation_id>(),
                                                   *key, from.deadline));
}

answer cancel(service& reservations, request& from) {
    if (auto refused = refuse_fields(from))
        co_return std::move(*refused);
    const auto key = read_key(from);
    if (!key)
        co_return key.error();
    co_return shown(co_await reservations.cancel(*from.caller, from.id<base::reservation_id>(),
                                                 *key, from.deadline));
}

answer redeem(service& reservations, request& from) {
    const auto body = http::json_body(from);
    if (!body)
        co_return body.error();
    json::object_decoder in{*body};
    const auto code = in.optional_text("pickup_code", {.length_max = 32});
    if (const auto errors = in.finish(); !errors.empty())
        co_return http::invalid(errors);
    const auto key = read_key(from);
    if (!key)
        co_return key.error();
    co_return shown(co_await reservations.redeem(*from.caller, from.id<base::reservation_id>(),
                                                 code, *key, from.deadline));
}

answer list(service& reservations, request& from) {
    const auto page = http::page::parse(from.query);
    if (!page)
        co_return page.error();
    const auto filter = read_filter(from.query);
    if (!filter)
        co_return filter.error();
    const auto part = co_await reservations.list_own(from.caller->user, *filter, page->size,
                                                     page->offset(), from.deadline);
    boost::json::array rows;
    for (const auto& one : part.reservations)
        rows.push_back(to_json(one));
    co_return http::paginated(from, *page, part.count, std::move(rows));
}

answer read(service& reservations, request& from) {
    const auto found = co_await reservations.find_own(
        from.caller->user, from.id<base::reservation_id>(), from.deadline);
    if (!found)
        co_return to_response(found.error());
    co_return http::json_response(200, to_json(*found));
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
}

} // namespace reservations
