#include "reservations/docs.hpp"

#include "reservations/details.hpp"
#include "reservations/wire.hpp"

namespace reservations {
namespace {

using enum http::verb;
using json::object_decoder;

details sample() {
    const auto at = [](std::string_view text) { return base::parse_rfc3339(text).value(); };
    return {.of = {.id = base::reservation_id{11},
                   .window = base::window_id{9},
                   .promo = base::promo_id{3},
                   .product = base::product_id{5},
                   .user = base::user_id{7},
                   .price = *base::money::from_cents(750),
                   .reserved_until = at("2026-11-24T23:01:00Z"),
                   .status = status::completed,
                   .created_at = at("2026-11-24T23:00:00Z"),
                   .pickup_code = "K7M2PQ9X"},
            .product_name = "Bread",
            .store = base::store_id{2},
            .store_name = "The corner",
            .currency = "USD",
            .username = "ana",
            .closes_at = at("2026-11-25T01:00:00Z"),
            .completed_at = at("2026-11-24T23:00:30Z"),
            .redeemed_at = at("2026-11-24T23:30:00Z")};
}

const std::vector<http::documented_parameter>& days() {
    static const std::vector<http::documented_parameter> one{
        {"days", "30 unless asked otherwise.",
         json::integer_schema({.min = 1, .max = sales_days_max})}};
    return one;
}

void describe_actions(http::api_docs& docs) {
    const http::documented_answer one{.name = "Reservation", .example = to_json(sample().of)};
    auto made = one;
    made.status = 201;
    docs.describe(
        post, "/api/flash-promos/{id}/reserve/",
        {.summary = "Hold a unit for a short time",
         .text = "201 with a new hold; 200 with the same hold and deadline while one is active.",
         .body = [](object_decoder& in) { in.optional_point(); },
         .answer = made,
         .outcomes = {{400, "not_active"},
                      {403, "not_eligible"},
                      {403, "too_far"},
                      {403, "location_unknown"},
                      {409, "sold_out"},
                      {409, "limit_reached"},
                      {422, "idempotency_key_reused"}}});
    docs.describe(post, "/api/product-reservations/{id}/complete/",
                  {.summary = "Commit to buy what one holds",
                   .text = "Gives the pickup code. A repeat is harmless.",
                   .answer = one,
                   .outcomes = {{400, "expired"}, {400, "cancelled"}}});
    docs.describe(post, "/api/product-reservations/{id}/cancel/",
                  {.summary = "Give a unit back",
                   .answer = one,
                   .outcomes = {{400, "expired"}, {400, "already_redeemed"}, {400, "not_active"}}});
    docs.describe(
        post, "/api/product-reservations/{id}/redeem/",
        {.summary = "Say that the goods were handed over; by the store",
         .body = [](object_decoder& in) { in.optional_text("pickup_code", {.length_max = 32}); },
         .answer = one,
         .outcomes = {{400, "not_completed"}, {400, "wrong_code"}, {400, "cancelled"}}});
}

} // namespace

void describe_routes(http::api_docs& docs) {
    const http::documented_answer one{.name = "ReservationDetails", .example = to_json(sample())};
    auto page = one;
    page.is_page = true;
    describe_actions(docs);
    docs.describe(
        get, "/api/product-reservations/",
        {.summary = "List one's own reservations, newest first",
         .query = http::page_parameters({{"status", "Of this status.",
                                          json::choice_schema(std::array<std::string_view, 4>{
                                              "reserved", "completed", "cancelled", "expired"})},
                                         {"promo", "Of this promo.", json::key_schema()}}),
         .search = "Words that are all in the product's name.",
         .ordering = "`created_at`, `price`, with a minus to turn it round.",
         .answer = page});
    docs.describe(get, "/api/product-reservations/{id}/",
                  {.summary = "Read one's own reservation", .answer = one});
    docs.describe(get, "/api/stores/{id}/sales/",
                  {.summary = "List what one's store sold, newest first",
                   .query = http::page_parameters(days()),
                   .answer = page});
    docs.describe(
        get, "/api/stores/{id}/sales/export/",
        {.summary = "The same as a file", .query = days(), .answer = {.media_type = "text/csv"}});
    docs.describe(
        post, "/api/stores/{id}/redeem/",
        {.summary = "Hand over the goods for a pickup code",
         .text = "Whatever its case, and with blanks or dashes.",
         .body = [](object_decoder& in) { in.required_text("pickup_code", {.length_max = 32}); },
         .answer = one,
         .outcomes = {{400, "wrong_code"}, {400, "already_redeemed"}}});
}

} // namespace reservations
