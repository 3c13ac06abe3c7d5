#include "promos/docs.hpp"

#include "promos/board_snapshot.hpp"
#include "promos/json.hpp"

#include <boost/json/parse.hpp>

namespace promos {
namespace {

using enum http::verb;
using json::object_decoder;

base::instant at(std::string_view text) {
    return base::parse_rfc3339(text).value();
}

promo sample() {
    using namespace std::chrono_literals;
    promo one{.id = base::promo_id{3},
              .store = base::store_id{2},
              .owner = base::user_id{7},
              .fields = {.product = base::product_id{5},
                         .promo_price = *base::money::from_cents(750),
                         .start_time = 18h,
                         .end_time = 20h,
                         .starts_on = std::chrono::year{2026} / 11 / 24,
                         .ends_on = std::chrono::year{2026} / 12 / 24,
                         .stock = 20},
              .created_at = at("2026-11-24T12:00:00Z"),
              .updated_at = at("2026-11-24T12:00:00Z"),
              .status = "live",
              .window = std::nullopt};
    one.fields.segments.add(segment::new_users);
    one.window = {.id = base::window_id{9},
                  .opens_at = at("2026-11-24T23:00:00Z"),
                  .closes_at = at("2026-11-25T01:00:00Z"),
                  .version = 1,
                  .stock = 20,
                  .held = 2,
                  .sold = 5};
    return one;
}

promo_window sample_window() {
    return {.id = base::window_id{9},
            .opens_on = std::chrono::year{2026} / 11 / 24,
            .opens_at = at("2026-11-24T23:00:00Z"),
            .closes_at = at("2026-11-25T01:00:00Z"),
            .state = "open",
            .skip_reason = std::nullopt,
            .price = *base::money::from_cents(750),
            .stock = 20,
            .held = 2,
            .sold = 5,
            .version = 1,
            .released_at = at("2026-11-24T23:00:00Z")};
}

boost::json::value sample_live() {
    board_window one{.window = base::window_id{9},
                     .promo = base::promo_id{3},
                     .product = base::product_id{5},
                     .store = base::store_id{2},
                     .product_name = "Bread",
                     .store_name = "The corner",
                     .promo_price = *base::money::from_cents(750),
                     .original_price = *base::money::from_cents(1250),
                     .currency = "USD",
                     .location = *base::geo_point::from_degrees(6.2518, -75.5636),
                     .radius_m = 2000,
                     .opens_at = at("2026-11-24T23:00:00Z"),
                     .closes_at = at("2026-11-25T01:00:00Z"),
                     .hold_seconds = 60,
                     .max_per_user = 1,
                     .image = "/media/00112233445566778899aabbccddeeff.webp",
                     .address = "Calle 10 # 43-12",
                     .time_zone = "America/Bogota",
                     .stock = 20};
    one.segments.add(segment::new_users);
    one.left = 13;
    return boost::json::parse(
        make_board_item(std::move(one), std::make_shared<window_counter>())->to_json(120));
}

preview sample_preview() {
    return {.time_zone = "America/Bogota",
            .openings = {{.opens_at = at("2026-11-24T23:00:00Z"),
                          .closes_at = at("2026-11-25T01:00:00Z"),
                          .state = "scheduled",
                          .skip_reason = std::nullopt}},
            .shoppers_in_reach = 1234};
}

void describe_live(http::api_docs& docs) {
    docs.describe(
        get, "/api/flash-promos/live/",
        {.summary = "What is live near me",
         .text = "The nearest first; without a point what closes soonest. Of a window the highest "
                 "`revision` counts.",
         .query = http::page_parameters(
             {{"near", "\"latitude,longitude\" in degrees.", {{"type", "string"}}},
              {"radius_m", "Metres around that point; otherwise as far as each promo reaches.",
               json::number_schema({1, 100'000})},
              {"segment", "For shoppers of this kind.", json::choice_schema(segment_names)},
              {"upcoming", "What opens within 24 hours instead.", json::boolean_schema()},
              {"promo", "The open or else the next window of this one alone.",
               json::key_schema()}}),
         .answer = {.name = "LiveWindow", .example = sample_live(), .is_page = true}});
}

void describe_windows(http::api_docs& docs, const http::documented_answer& one) {
    docs.describe(post, "/api/flash-promos/preview/",
                  {.summary = "What would come of a promo; nothing is stored",
                   .body = [](object_decoder& in) { read_fields(in, {}); },
                   .answer = {.name = "Preview", .example = to_json(sample_preview())}});
    docs.describe(post, "/api/flash-promos/{id}/extend/",
                  {.summary = "More units or time for the open window, or else the next",
                   .body =
                       [](object_decoder& in) {
                           in.optional_integer("add_stock", {.min = 0, .max = 1'000'000});
                           in.optional_integer("add_seconds", {.min = 0, .max = 604'800});
                       },
                   .answer = one,
                   .outcomes = {{409, "no_window"}}});
    docs.describe(post, "/api/flash-promos/{id}/close/",
                  {.summary = "Close a promo at once; holds keep their deadlines", .answer = one});
    docs.describe(
        get, "/api/flash-promos/{id}/windows/",
        {.summary = "List the openings of one's promo",
         .query = http::page_parameters(),
         .answer = {.name = "Window", .example = to_json(sample_window()), .is_page = true}});
}

} // namespace

void describe_routes(http::api_docs& docs) {
    const http::documented_answer one{.name = "FlashPromo", .example = to_json(sample())};
    auto made = one;
    made.status = 201;
    auto page = one;
    page.is_page = true;
    docs.describe(get, "/api/flash-promos/",
                  {.summary = "List flash promos",
                   .query = http::page_parameters(
                       {{"store", "Of this store.", json::key_schema()},
                        {"product", "Of this product.", json::key_schema()},
                        {"is_active", "Whether they are active.", json::boolean_schema()}}),
                   .search = "Words that are all in the product's name.",
                   .ordering = "`promo_price`, `created_at`, with a minus to turn it round.",
                   .answer = page});
    docs.describe(post, "/api/flash-promos/",
                  {.summary = "Publish a flash promo",
                   .text =
                       "Times are wall times in the store's zone; an end before the start is on "
                       "the next day. Windows are made 8 days ahead.",
                   .body = [](object_decoder& in) { read_fields(in, {}); },
                   .answer = made});
    docs.describe(get, "/api/flash-promos/{id}/", {.summary = "Read a flash promo", .answer = one});
    for (const auto method : {put, patch}) {
        docs.describe(method, "/api/flash-promos/{id}/",
                      {.summary = "Change a flash promo",
                       .text = "Future windows change at once; of an open one only stock and end.",
                       .body =
                           [method](object_decoder& in) {
                               if (method == patch)
                                   in.partial();
                               read_fields(in, {});
                           },
                       .answer = one});
    }
    docs.describe(delete_, "/api/flash-promos/{id}/",
                  {.summary = "Close and hide a flash promo", .answer = {.status = 204}});
    describe_live(docs);
    describe_windows(docs, one);
}

} // namespace promos
