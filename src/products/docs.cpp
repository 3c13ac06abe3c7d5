#include "products/docs.hpp"

#include "products/import.hpp"
#include "products/wire.hpp"

namespace products {
namespace {

using enum http::verb;

product sample() {
    return {.id = base::product_id{5},
            .store = base::store_id{2},
            .name = "Bread",
            .description = "Dark, a kilo",
            .original_price = *base::money::from_cents(1250),
            .currency = "USD",
            .is_available = true,
            .image = "/media/00112233445566778899aabbccddeeff.webp",
            .created_at = *base::parse_rfc3339("2026-11-24T12:00:00Z")};
}

void describe_files(http::api_docs& docs, const http::documented_answer& one) {
    docs.describe(put, "/api/products/{id}/image/",
                  {.summary = "Upload the picture of a product",
                   .text = "PNG, JPEG or WebP, told by its bytes; no side above 10,000 pixels.",
                   .body_media_type = "image/*",
                   .answer = one});
    docs.describe(delete_, "/api/products/{id}/image/",
                  {.summary = "Take the picture of a product away", .answer = {.status = 204}});
    import_reading read{
        .rows = 3, .products = {}, .errors = {{4, "name", "This field may not be blank."}}};
    docs.describe(
        post, "/api/stores/{id}/products/import/",
        {.summary = "Make products from a table, all or none",
         .text = "CSV whose first line names its columns: name, original_price, and "
                 "optionally description, currency, is_available. With errors the answer "
                 "is a 400 of the same shape.",
         .query = {{"dry_run", "Only look: 200 with what would be.", json::boolean_schema()}},
         .body_media_type = "text/csv",
         .answer = {.status = 201, .name = "Import", .example = to_json(read, 0)}});
}

} // namespace

void describe_routes(http::api_docs& docs) {
    const http::documented_answer one{.name = "Product", .example = to_json(sample())};
    auto made = one;
    made.status = 201;
    auto page = one;
    page.is_page = true;
    docs.describe(
        get, "/api/products/",
        {.summary = "List products",
         .query = http::page_parameters(
             {{"store", "Of this store.", json::key_schema()},
              {"is_available", "Whether they are sold.", json::boolean_schema()}}),
         .search = "Words that are all in the name.",
         .ordering = "`name`, `original_price`, `created_at`, with a minus to turn it round.",
         .answer = page});
    docs.describe(post, "/api/products/",
                  {.summary = "Add a product to one's store",
                   .body = [](json::object_decoder& in) { decode_product_change(in, true); },
                   .answer = made});
    docs.describe(get, "/api/products/{id}/", {.summary = "Read a product", .answer = one});
    for (const auto method : {put, patch}) {
        docs.describe(
            method, "/api/products/{id}/",
            {.summary = "Change a product",
             .body =
                 [method](json::object_decoder& in) { decode_product_change(in, method == put); },
             .answer = one,
             .outcomes = {{409, "product_has_promos"}}});
    }
    docs.describe(delete_, "/api/products/{id}/",
                  {.summary = "Remove a product that never had a promo",
                   .answer = {.status = 204},
                   .outcomes = {{409, "product_has_promos"}}});
    describe_files(docs, one);
}

} // namespace products
