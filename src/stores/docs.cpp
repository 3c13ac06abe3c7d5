#include "stores/docs.hpp"

#include "stores/wire.hpp"

namespace stores {
namespace {

store sample() {
    return {.id = base::store_id{2},
            .owner = base::user_id{7},
            .name = "The corner",
            .address = "Calle 10 # 43-12",
            .location = *base::geo_point::from_degrees(6.2518, -75.5636),
            .is_active = true,
            .time_zone = "America/Bogota",
            .reserve_radius_check = true,
            .created_at = *base::parse_rfc3339("2026-11-24T12:00:00Z"),
            .distance_m = std::nullopt};
}

} // namespace

void describe_routes(http::api_docs& docs) {
    using enum http::verb;
    const http::documented_answer one{.name = "Store", .example = to_json(sample())};
    auto made = one;
    made.status = 201;
    auto page = one;
    page.is_page = true;
    docs.describe(
        get, "/api/stores/",
        {.summary = "List stores, with a point the nearest first",
         .query = http::page_parameters(
             {{"near", "\"latitude,longitude\" in degrees.", {{"type", "string"}}},
              {"radius_m", "Metres around that point.", json::number_schema({1, 100'000})},
              {"owner", "Whose.", json::key_schema()},
              {"is_active", "Whether they are active.", json::boolean_schema()}}),
         .search = "Words that are all in the name or the address.",
         .ordering = "`name`, `created_at`, with a minus to turn it round.",
         .answer = page});
    docs.describe(post, "/api/stores/",
                  {.summary = "Open a store; it is the caller's",
                   .body = [](json::object_decoder& in) { decode_store_change(in, true); },
                   .answer = made});
    docs.describe(get, "/api/stores/{id}/", {.summary = "Read a store", .answer = one});
    for (const auto method : {put, patch}) {
        docs.describe(
            method, "/api/stores/{id}/",
            {.summary = "Change a store",
             .text = "Another time zone moves the openings of its promos.",
             .body = [method](json::object_decoder& in) { decode_store_change(in, method == put); },
             .answer = one});
    }
    docs.describe(delete_, "/api/stores/{id}/",
                  {.summary = "Remove a store that never had a promo",
                   .answer = {.status = 204},
                   .outcomes = {{409, "store_has_promos"}}});
}

} // namespace stores
