#include "reservations/store_routes.hpp"

#include "http/body.hpp"
#include "http/pagination.hpp"
#include "http/query_decoder.hpp"
#include "http/shown.hpp"
#include "reservations/sales_csv.hpp"
#include "reservations/wire.hpp"

namespace reservations {
namespace {

using http::request;
using http::response;
using answer = async::task<response>;

constexpr std::int32_t sales_days_default = 30;
constexpr std::size_t typed_code_length_max = 32;
constexpr std::int64_t export_rows_at_once = 2'000;
constexpr std::chrono::seconds export_step_timeout{5};

std::expected<std::int32_t, response> read_days(const http::query& from) {
    http::query_decoder in{from};
    const auto days = in.integer("days", {.min = 1, .max = sales_days_max});
    return in.finish(static_cast<std::int32_t>(days.value_or(sales_days_default)));
}

/// Why the caller may not see what the store sold; nothing when they may.
async::task<std::optional<response>> refuse_stranger(service& reservations, const request& from) {
    const auto owner =
        co_await reservations.ledger().owner_of(from.deadline, from.id<base::store_id>());
    if (!owner)
        co_return http::not_found();
    if (*owner != from.caller->user)
        co_return http::permission_denied();
    co_return std::nullopt;
}

answer sales(service& reservations, request& from) {
    const auto page = http::page::parse(from.query);
    if (!page)
        co_return page.error();
    const auto days = read_days(from.query);
    if (!days)
        co_return days.error();
    if (auto refused = co_await refuse_stranger(reservations, from))
        co_return std::move(*refused);
    const auto part = co_await reservations.ledger().sales(from.deadline, from.id<base::store_id>(),
                                                           *days, page->size, page->offset());
    co_return http::paginated(from, *page, part);
}

/// Piece by piece, so that a large store's sales fit.
async::task<> write_csv(http::stream_writer& out, ledger_reader& ledger, base::store_id store,
                        std::int32_t days) {
    co_await out.write(sales_csv_head());
    std::optional<base::reservation_id> before;
    for (;;) {
        const auto some = co_await ledger.sales_before(async::deadline::after(export_step_timeout),
                                                       store, days, before, export_rows_at_once);
        co_await out.write(to_csv(some));
        if (std::ssize(some) < export_rows_at_once)
            co_return;
        before = some.back().of.id;
    }
}

answer export_sales(service& reservations, request& from) {
    const auto days = read_days(from.query);
    if (!days)
        co_return days.error();
    if (auto refused = co_await refuse_stranger(reservations, from))
        co_return std::move(*refused);
    const auto store = from.id<base::store_id>();
    response made;
    made.content_type = "text/csv; charset=utf-8";
    made.headers = {{"Content-Disposition",
                     fmt::format("attachment; filename=\"sales-{}.csv\"", store.value())},
                    {"Cache-Control", "no-store"}};
    made.stream = [&ledger = reservations.ledger(), store, days = *days](http::stream_writer& out) {
        return write_csv(out, ledger, store, days);
    };
    co_return made;
}

answer redeem_by_code(service& reservations, request& from) {
    if (auto refused = co_await refuse_stranger(reservations, from))
        co_return std::move(*refused);
    const auto code = http::decode(from, [](json::object_decoder& in) {
        return in.required_text("pickup_code", {.length_max = typed_code_length_max}).value_or("");
    });
    if (!code)
        co_return code.error();
    const auto key = read_key(from);
    if (!key)
        co_return key.error();
    const auto store = from.id<base::store_id>();
    const auto done =
        co_await reservations.redeem_by_code(*from.caller, store, *code, *key, from.deadline);
    if (!done)
        co_return to_response(done.error());
    const auto shown =
        co_await reservations.ledger().sale(from.deadline, store, done->reservation.id);
    auto made = http::json_response(200, shown ? to_json(*shown) : to_json(done->reservation));
    if (done->replayed)
        made.headers.emplace_back("Idempotent-Replayed", "true");
    co_return made;
}

} // namespace

void register_store_routes(http::router& routes, service& reservations) {
    using enum http::verb;
    using http::access;
    const auto bound = [&reservations](answer (*handler)(service&, request&)) {
        return [&reservations, handler](request& from) { return handler(reservations, from); };
    };
    routes.add({get, "/api/stores/{id}/sales/", access::signed_in, bound(sales)});
    routes.add({.method = get,
                .path = "/api/stores/{id}/sales/export/",
                .who = access::signed_in,
                .handler = bound(export_sales),
                .produces = "text/csv"});
    routes.add({post, "/api/stores/{id}/redeem/", access::signed_in, bound(redeem_by_code)});
}

} // namespace reservations
