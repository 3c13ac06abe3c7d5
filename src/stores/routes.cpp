#include "stores/routes.hpp"

#include "http/body.hpp"
#include "http/pagination.hpp"
#include "http/shown.hpp"
#include "stores/wire.hpp"

namespace stores {
namespace {

using http::request;
using http::response;
using answer = async::task<response>;

struct api {
    service& stores;
    accounts::idempotency& repeats;
};

/// Every bad field at once: what the body says, and what only the database knows.
async::task<std::expected<store_change, response>> read_change(api with, const request& from,
                                                               bool whole) {
    auto read = http::decode_leniently(
        from, [whole](json::object_decoder& in) { return decode_store_change(in, whole); });
    if (!read)
        co_return std::unexpected{std::move(read.error())};
    const auto& zone = read->value.time_zone;
    if (zone && !co_await with.stores.time_zone_known(from.deadline, *zone))
        read->errors["time_zone"].push_back(fmt::format("\"{}\" is not a valid choice.", *zone));
    if (!read->errors.empty())
        co_return std::unexpected{http::invalid(read->errors)};
    co_return std::move(read->value);
}

answer list(api with, request& from) {
    const auto page = http::page::parse(from.query);
    if (!page)
        co_return page.error();
    const auto filter = decode_filter(from.query);
    if (!filter)
        co_return filter.error();
    const auto part = co_await with.stores.list(from.deadline, *filter, page->offset(), page->size);
    co_return http::paginated(from, *page, part);
}

answer read(api with, request& from) {
    co_return http::shown(200, co_await with.stores.find(from.deadline, from.id<base::store_id>()));
}

answer create(api with, request& from) {
    const auto wanted = co_await read_change(with, from, true);
    if (!wanted)
        co_return wanted.error();
    const auto effect = [with, &from, &wanted](postgres::transaction& tx) -> answer {
        co_return http::shown(
            201, co_await with.stores.create(tx, accounts::actor::of(from), to_new_store(*wanted)));
    };
    co_return co_await with.repeats.run(from, effect);
}

answer change(api with, request& from) {
    // Whose it is comes first: nobody learns from a stranger's store what a good body is.
    const auto id = from.id<base::store_id>();
    const auto found = co_await with.stores.find(from.deadline, id);
    if (!found)
        co_return to_response(found.error());
    if (found->owner != from.caller->user)
        co_return to_response(error::not_owner);

    const auto wanted = co_await read_change(with, from, from.method == http::verb::put);
    if (!wanted)
        co_return wanted.error();
    const auto effect = [with, &from, id, &wanted](postgres::transaction& tx) -> answer {
        co_return http::shown(
            200, co_await with.stores.change(tx, accounts::actor::of(from), id, *wanted));
    };
    co_return co_await with.repeats.run(from, effect);
}

answer remove(api with, request& from) {
    const auto effect = [with, &from](postgres::transaction& tx) -> answer {
        co_return http::gone(
            co_await with.stores.remove(tx, accounts::actor::of(from), from.id<base::store_id>()));
    };
    co_return co_await with.repeats.run(from, effect);
}

} // namespace

void register_routes(http::router& router, service& stores, accounts::idempotency& repeats) {
    using enum http::access;
    using enum http::verb;
    const auto on = http::bound(api{stores, repeats});
    router.add({get, "/api/stores/", anyone, on(list)});
    router.add({post, "/api/stores/", signed_in, on(create)});
    router.add({get, "/api/stores/{id}/", anyone, on(read)});
    router.add({put, "/api/stores/{id}/", signed_in, on(change)});
    router.add({patch, "/api/stores/{id}/", signed_in, on(change)});
    router.add({delete_, "/api/stores/{id}/", signed_in, on(remove)});
}

} // namespace stores
