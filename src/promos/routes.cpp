#include "promos/routes.hpp"

#include "http/body.hpp"
#include "http/pagination.hpp"
#include "http/query_decoder.hpp"
#include "http/shown.hpp"
#include "promos/json.hpp"
#include "promos/live_query.hpp"

namespace promos {
namespace {

using http::request;
using http::response;
using answer = async::task<response>;

constexpr std::int64_t add_stock_max = 1'000'000;
constexpr std::int64_t add_seconds_max = 7 * 86'400;

struct api {
    service& promos;
    const board& live;
    accounts::idempotency& repeats;
    const base::clock& clock;
};

std::expected<promo_filter, response> read_filter(const http::query& from) {
    http::query_decoder in{from};
    promo_filter filter;
    filter.store = in.id<base::store_id>("store");
    filter.product = in.id<base::product_id>("product");
    filter.is_active = in.boolean("is_active");
    filter.search = in.search();
    filter.order = in.ordering({"promo_price", "created_at"});
    return in.finish(filter);
}

answer list(api with, request& from) {
    const auto page = http::page::parse(from.query);
    if (!page)
        co_return page.error();
    const auto filter = read_filter(from.query);
    if (!filter)
        co_return filter.error();
    const auto part = co_await with.promos.list(from.deadline, *filter, page->offset(), page->size);
    co_return http::paginated(from, *page, part);
}

answer read(api with, request& from) {
    const auto found = co_await with.promos.find(from.deadline, from.id<base::promo_id>());
    co_return found ? http::json_response(200, to_json(*found)) : http::not_found();
}

/// One page of windows that are not, or not only, on the board.
response shown_windows(const request& from, http::page page, const live_query& query,
                       std::vector<board_window> windows) {
    std::string results = "[";
    const auto last = std::min(std::ssize(windows), page.offset() + page.size);
    for (auto i = page.offset(); i < last; ++i) {
        auto& window = windows[static_cast<std::size_t>(i)];
        std::optional<double> distance;
        if (query.near)
            distance = base::distance_m(*query.near, window.location);
        results += results.size() > 1 ? "," : "";
        results += make_board_item(std::move(window), std::make_shared<window_counter>())
                       ->to_json(distance);
    }
    return http::paginated_text(from, page, std::ssize(windows), results + "]");
}

answer live(api with, request& from) {
    const auto page = http::page::parse(from.query);
    if (!page)
        co_return page.error();
    auto asked = read_live_query(from.query);
    if (!asked)
        co_return http::invalid(asked.error());
    auto& query = asked->query;
    if (asked->promo)
        co_return shown_windows(from, *page, query,
                                co_await with.promos.next_of(from.deadline, *asked->promo));
    if (asked->upcoming) {
        const to_come_query wanted{query.near, query.radius_m, query.for_segment};
        co_return shown_windows(from, *page, query,
                                co_await with.promos.to_come(from.deadline, wanted));
    }
    query.offset = page->offset();
    query.limit = page->size;
    auto found = with.live.snapshot()->live(query, with.clock.now());
    co_return http::paginated_text(from, *page, found.count, std::move(found.results));
}

/// The body's fields over those of `over`.
std::expected<proposal, response> read_proposal(const request& from, promo_fields over) {
    auto read = http::decode_leniently(from, [&](json::object_decoder& in) {
        if (from.method == http::verb::patch)
            in.partial();
        return read_fields(in, std::move(over));
    });
    if (!read)
        return std::unexpected{std::move(read.error())};
    return proposal{std::move(read->value), std::move(read->errors)};
}

answer create(api with, request& from) {
    const auto wanted = read_proposal(from, {});
    if (!wanted)
        co_return wanted.error();
    const auto effect = [with, &from, &wanted](postgres::transaction& tx) -> answer {
        co_return http::shown(201,
                              co_await with.promos.create(tx, accounts::actor::of(from), *wanted));
    };
    co_return co_await with.repeats.run(from, effect);
}

answer show_preview(api with, request& from) {
    const auto wanted = read_proposal(from, {});
    if (!wanted)
        co_return wanted.error();
    const auto effect = [with, &from, &wanted](postgres::transaction& tx) -> answer {
        co_return http::shown(200,
                              co_await with.promos.preview(tx, accounts::actor::of(from), *wanted));
    };
    co_return co_await with.repeats.run(from, effect);
}

answer change(api with, request& from) {
    const auto effect = [with, &from](postgres::transaction& tx) -> answer {
        const auto by = accounts::actor::of(from);
        const auto before = co_await with.promos.owned(tx, by, from.id<base::promo_id>());
        if (!before)
            co_return to_response(before.error());
        // Read over the locked row: two merchants' edits of different fields both stand.
        const auto wanted = read_proposal(from, before->fields);
        if (!wanted)
            co_return wanted.error();
        co_return http::shown(200, co_await with.promos.change(tx, by, *before, *wanted));
    };
    co_return co_await with.repeats.run(from, effect);
}

answer remove(api with, request& from) {
    const auto effect = [with, &from](postgres::transaction& tx) -> answer {
        co_return http::gone(
            co_await with.promos.remove(tx, accounts::actor::of(from), from.id<base::promo_id>()));
    };
    co_return co_await with.repeats.run(from, effect);
}

struct extension {
    std::int32_t stock = 0;
    std::int32_t seconds = 0;
};

extension read_extension(json::object_decoder& in) {
    const auto stock = in.optional_integer("add_stock", {.min = 0, .max = add_stock_max});
    const auto seconds = in.optional_integer("add_seconds", {.min = 0, .max = add_seconds_max});
    if (!in.has("add_stock") && !in.has("add_seconds"))
        in.fail("non_field_errors", "Give add_stock or add_seconds.");
    return {static_cast<std::int32_t>(stock.value_or(0)),
            static_cast<std::int32_t>(seconds.value_or(0))};
}

/// Why the caller has no say in the promo; nothing when they have. Asked first: nobody learns from
/// a stranger's promo what a good body is.
async::task<std::optional<response>> refuse_stranger(api with, const request& from) {
    const auto promo = co_await with.promos.find(from.deadline, from.id<base::promo_id>());
    if (!promo)
        co_return http::not_found();
    if (promo->owner != from.caller->user)
        co_return http::permission_denied();
    co_return std::nullopt;
}

answer extend(api with, request& from) {
    if (auto refused = co_await refuse_stranger(with, from))
        co_return std::move(*refused);
    const auto more = http::decode(from, read_extension);
    if (!more)
        co_return more.error();
    const auto effect = [with, &from, &more](postgres::transaction& tx) -> answer {
        co_return http::shown(200, co_await with.promos.extend(tx, accounts::actor::of(from),
                                                               from.id<base::promo_id>(),
                                                               more->stock, more->seconds));
    };
    co_return co_await with.repeats.run(from, effect);
}

answer close(api with, request& from) {
    if (auto refused = co_await refuse_stranger(with, from))
        co_return std::move(*refused);
    if (auto refused = http::refuse_fields(from))
        co_return std::move(*refused);
    const auto effect = [with, &from](postgres::transaction& tx) -> answer {
        co_return http::shown(200, co_await with.promos.close(tx, accounts::actor::of(from),
                                                              from.id<base::promo_id>()));
    };
    co_return co_await with.repeats.run(from, effect);
}

answer windows(api with, request& from) {
    const auto page = http::page::parse(from.query);
    if (!page)
        co_return page.error();
    if (auto refused = co_await refuse_stranger(with, from))
        co_return std::move(*refused);
    const auto part = co_await with.promos.windows(from.deadline, from.id<base::promo_id>(),
                                                   page->offset(), page->size);
    co_return http::paginated(from, *page, part);
}

} // namespace

void register_routes(http::router& router, service& promos, const board& board,
                     accounts::idempotency& repeats, const base::clock& clock) {
    using enum http::access;
    using enum http::verb;
    const auto on = http::bound(api{promos, board, repeats, clock});
    router.add({get, "/api/flash-promos/", signed_in, on(list)});
    router.add({post, "/api/flash-promos/", signed_in, on(create)});
    router.add({get, "/api/flash-promos/live/", anyone, on(live)});
    router.add({post, "/api/flash-promos/preview/", signed_in, on(show_preview)});
    router.add({get, "/api/flash-promos/{id}/", signed_in, on(read)});
    router.add({put, "/api/flash-promos/{id}/", signed_in, on(change)});
    router.add({patch, "/api/flash-promos/{id}/", signed_in, on(change)});
    router.add({delete_, "/api/flash-promos/{id}/", signed_in, on(remove)});
    router.add({post, "/api/flash-promos/{id}/extend/", signed_in, on(extend)});
    router.add({post, "/api/flash-promos/{id}/close/", signed_in, on(close)});
    router.add({get, "/api/flash-promos/{id}/windows/", signed_in, on(windows)});
}

} // namespace promos
