#include "notifications/routes.hpp"

#include "http/body.hpp"
#include "http/pagination.hpp"
#include "http/query_decoder.hpp"
#include "http/shown.hpp"
#include "notifications/wire.hpp"

namespace notifications {
namespace {

using http::request;
using http::response;
using answer = async::task<response>;

struct api {
    service& notices;
    accounts::idempotency& repeats;
};

answer inbox(api with, request& from) {
    const auto page = http::page::parse(from.query);
    if (!page)
        co_return page.error();
    http::query_decoder in{from.query};
    const auto filter = in.finish(
        inbox_filter{in.boolean("unread").value_or(false), in.search(), in.ordering({"sent_at"})});
    if (!filter)
        co_return filter.error();
    const auto part = co_await with.notices.inbox(from.deadline, from.caller->user, *filter,
                                                  page->offset(), page->size);
    co_return http::paginated(from, *page, part);
}

answer read_all(api with, request& from) {
    if (auto refused = http::refuse_fields(from))
        co_return std::move(*refused);
    const auto effect = [with, &from](postgres::transaction& tx) -> answer {
        const auto read = co_await with.notices.mark_all_read(tx, from.caller->user);
        co_return http::json_response(200, boost::json::object{{"read", read}});
    };
    co_return co_await with.repeats.run(from, effect);
}

answer funnel_of(api with, request& from) {
    co_return http::shown(200, co_await with.notices.funnel(from.deadline, from.caller->user,
                                                            from.id<base::promo_id>()));
}

answer summary(api with, request& from) {
    const auto page = http::page::parse(from.query);
    if (!page)
        co_return page.error();
    const auto query = decode_stats_query(from.query);
    if (!query)
        co_return query.error();
    const auto part =
        co_await with.notices.summary(from.deadline, query->days, page->offset(), page->size);
    co_return http::paginated(from, *page, part);
}

answer is_watching(api with, request& from) {
    const auto promo = from.id<base::promo_id>();
    const auto found = co_await with.notices.is_watching(from.deadline, from.caller->user, promo);
    if (!found)
        co_return to_response(found.error());
    co_return http::json_response(
        200, boost::json::object{{"promo", promo.value()}, {"watching", *found}});
}

answer read(api with, request& from) {
    if (auto refused = http::refuse_fields(from))
        co_return std::move(*refused);
    const auto effect = [with, &from](postgres::transaction& tx) -> answer {
        co_return http::shown(200, co_await with.notices.mark_read(
                                       tx, from.caller->user, from.id<base::notification_id>()));
    };
    co_return co_await with.repeats.run(from, effect);
}

answer stats(api with, request& from) {
    const auto query = decode_stats_query(from.query);
    if (!query)
        co_return query.error();
    co_return http::shown(200, co_await with.notices.stats(from.deadline, from.caller->user,
                                                           query->store, query->days));
}

answer watch(api with, request& from) {
    if (auto refused = http::refuse_fields(from))
        co_return std::move(*refused);
    const auto effect = [with, &from](postgres::transaction& tx) -> answer {
        const auto promo = from.id<base::promo_id>();
        const auto done = co_await with.notices.watch(tx, from.caller->user, promo);
        if (!done)
            co_return to_response(done.error());
        co_return http::json_response(
            201, boost::json::object{{"promo", promo.value()}, {"watching", true}});
    };
    co_return co_await with.repeats.run(from, effect);
}

answer unwatch(api with, request& from) {
    const auto effect = [with, &from](postgres::transaction& tx) -> answer {
        co_return http::gone(
            co_await with.notices.unwatch(tx, from.caller->user, from.id<base::promo_id>()));
    };
    co_return co_await with.repeats.run(from, effect);
}

} // namespace

void register_routes(http::router& router, service& notices, accounts::idempotency& repeats) {
    using enum http::verb;
    using http::access;
    const auto on = http::bound(api{notices, repeats});
    router.add({get, "/api/notifications/", access::signed_in, on(inbox)});
    router.add({post, "/api/notifications/{id}/read/", access::signed_in, on(read)});
    router.add({post, "/api/notifications/read_all/", access::signed_in, on(read_all)});
    router.add({get, "/api/notifications/all_stores_summary/", access::staff, on(summary)});
    router.add({get, "/api/flash-promos/{id}/stats/", access::signed_in, on(funnel_of)});
    router.add({get, "/api/flash-promos/{id}/watch/", access::signed_in, on(is_watching)});
    router.add({get, "/api/notifications/store_stats/", access::signed_in, on(stats)});
    router.add({post, "/api/flash-promos/{id}/watch/", access::signed_in, on(watch)});
    router.add({delete_, "/api/flash-promos/{id}/watch/", access::signed_in, on(unwatch)});
}

} // namespace notifications
