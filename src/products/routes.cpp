#include "products/routes.hpp"

#include "http/body.hpp"
#include "http/pagination.hpp"
#include "http/shown.hpp"
#include "products/wire.hpp"

namespace products {
namespace {

using http::request;
using http::response;
using answer = async::task<response>;

struct api {
    service& products;
    accounts::idempotency& repeats;
};

answer list(api with, request& from) {
    const auto page = http::page::parse(from.query);
    if (!page)
        co_return page.error();
    const auto filter = decode_filter(from.query);
    if (!filter)
        co_return filter.error();
    const auto part =
        co_await with.products.list(from.deadline, *filter, page->offset(), page->size);
    co_return http::paginated(from, *page, part);
}

answer read(api with, request& from) {
    co_return http::shown(200,
                          co_await with.products.find(from.deadline, from.id<base::product_id>()));
}

answer create(api with, request& from) {
    const auto wanted = http::decode(
        from, [](json::object_decoder& in) { return decode_product_change(in, true); });
    if (!wanted)
        co_return wanted.error();
    const auto effect = [with, &from, &wanted](postgres::transaction& tx) -> answer {
        co_return http::shown(201, co_await with.products.create(tx, accounts::actor::of(from),
                                                                 to_new_product(*wanted)));
    };
    co_return co_await with.repeats.run(from, effect);
}

answer change(api with, request& from) {
    // Whose it is comes first: nobody learns from a stranger's product what a good body is.
    const auto id = from.id<base::product_id>();
    const auto owner = co_await with.products.owner_of(from.deadline, id);
    if (!owner)
        co_return to_response({error::not_found});
    if (*owner != from.caller->user)
        co_return to_response({error::not_owner});

    const auto wanted = http::decode(from, [&](json::object_decoder& in) {
        return decode_product_change(in, from.method == http::verb::put);
    });
    if (!wanted)
        co_return wanted.error();
    const auto effect = [with, &from, id, &wanted](postgres::transaction& tx) -> answer {
        co_return http::shown(
            200, co_await with.products.change(tx, accounts::actor::of(from), id, *wanted));
    };
    co_return co_await with.repeats.run(from, effect);
}

answer remove(api with, request& from) {
    const auto effect = [with, &from](postgres::transaction& tx) -> answer {
        const auto gone = co_await with.products.remove(tx, accounts::actor::of(from),
                                                        from.id<base::product_id>());
        co_return gone ? http::no_content() : to_response(gone.error());
    };
    co_return co_await with.repeats.run(from, effect);
}

} // namespace

void register_routes(http::router& router, service& products, accounts::idempotency& repeats) {
    using enum http::access;
    using enum http::verb;
    const auto on = http::bound(api{products, repeats});
    router.add({get, "/api/products/", anyone, on(list)});
    router.add({post, "/api/products/", signed_in, on(create)});
    router.add({get, "/api/products/{id}/", anyone, on(read)});
    router.add({put, "/api/products/{id}/", signed_in, on(change)});
    router.add({patch, "/api/products/{id}/", signed_in, on(change)});
    router.add({delete_, "/api/products/{id}/", signed_in, on(remove)});
}

} // namespace products
