#include "stores/routes.hpp"

#include "http/body.hpp"
#include "http/pagination.hpp"
#include "stores/wire.hpp"

#include <boost/json/array.hpp>

namespace stores {
namespace {

using http::request;
using http::response;
using answer = async::task<response>;

struct api {
    service& stores;
    accounts::idempotency& repeats;
};

response shown(unsigned status, const std::expected<store, error>& found) {
    if (!found)
        return to_response(found.error());
    return http::json_response(status, to_json(*found));
}

/// What is wrong with the body, and with the time zone that it names.
async::task<json::field_errors> all_errors(api with, const request& from,
                                           std::optional<std::string> time_zone,
                                           json::field_errors errors) {
    if (time_zone && !co_await with.stores.time_zone_known(from.deadline, *time_zone)) {
        errors["time_zone"].push_back(fmt::format("\"{}\" is not a valid choice.", *time_zone));
    }
    co_return errors;
}

answer list(api with, request& from) {
    const auto page = http::page::parse(from.query);
    if (!page)
        co_return page.error();
    const auto filter = decode_filter(from.query);
    if (!filter)
        co_return filter.error();
    const auto part = co_await with.stores.list(from.deadline, *filter, page->offset(), page->size);
    boost::json::array stores;
    for (const auto& store : part.stores)
        stores.push_back(to_json(store));
    co_return http::paginated(from, *page, part.count, std::move(stores));
}

answer read(api with, request& from) {
    co_return shown(200, co_await with.stores.find(from.deadline, from.id<base::store_id>()));
}

answer create(api with, request& from) {
    const auto body = http::json_body(from);
    if (!body)
        co_return body.error();
    json::object_decoder in{*body};
    const auto wanted = decode_store_change(in, true);
    const auto errors = co_await all_errors(with, from, wanted.time_zone, in.finish());
    if (!errors.empty())
        co_return http::invalid(errors);
    const auto effect = [with, &from, &wanted](postgres::transaction& tx) -> answer {
        co_return shown(
            201, co_await with.stores.create(tx, accounts::actor::of(from), to_new_store(wanted)));
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

    const auto body = http::json_body(from);
    if (!body)
        co_return body.error();
    json::object_decoder in{*body};
    const auto wanted = decode_store_change(in, from.method == http::verb::put);
    const auto errors = co_await all_errors(with, from, wanted.time_zone, in.finish());
    if (!errors.empty())
        co_return http::invalid(errors);
    const auto effect = [with, &from, id, &wanted](postgres::transaction& tx) -> answer {
        co_return shown(200,
                        co_await with.stores.change(tx, accounts::actor::of(from), id, wanted));
    };
    co_return co_await with.repeats.run(from, effect);
}

answer remove(api with, request& from) {
    const auto effect = [with, &from](postgres::transaction& tx) -> answer {
        const auto gone =
            co_await with.stores.remove(tx, accounts::actor::of(from), from.id<base::store_id>());
        co_return gone ? http::no_content() : to_response(gone.error());
    };
    co_return co_await with.repeats.run(from, effect);
}

} // namespace

void register_routes(http::router& router, service& stores, accounts::idempotency& repeats) {
    using enum http::access;
    using enum http::verb;
    const auto on = [with = api{stores, repeats}](answer (*handle)(api, request&)) {
        return [with, handle](request& from) { return handle(with, from); };
    };
    router.add({get, "/api/stores/", anyone, on(list)});
    router.add({post, "/api/stores/", signed_in, on(create)});
    router.add({get, "/api/stores/{id}/", anyone, on(read)});
    router.add({put, "/api/stores/{id}/", signed_in, on(change)});
    router.add({patch, "/api/stores/{id}/", signed_in, on(change)});
    router.add({delete_, "/api/stores/{id}/", signed_in, on(remove)});
}

} // namespace stores
