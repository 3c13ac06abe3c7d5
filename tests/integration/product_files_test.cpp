// What merchants upload, over the routes on a real database: pictures and tables of products.

#include "products/file_routes.hpp"
#include "promos_rig.hpp"

#include <gmock/gmock.h>

namespace {

using namespace promos_tests;
using namespace std::string_literals;
using testing::HasSubstr;

const std::string png =
    "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06 and so on \0\xff"s;

class product_files : public rig {
protected:
    product_files() {
        products::register_file_routes(api.routes, product_service, pictures, api.repeats);
    }

    static std::string image_of(std::int64_t product) {
        return fmt::format("/api/products/{}/image/", product);
    }
    std::string import_into(std::int64_t store, std::string_view more = "") {
        return fmt::format("/api/stores/{}/products/import/{}", store, more);
    }
    std::int64_t count(std::string_view table) {
        return std::stoll(api.value(fmt::format("select count(*) from {}", table)));
    }
    std::int64_t pruned() {
        return api.loop.run([this] {
            return products::prune_images(api.loop.pool(),
                                          async::deadline::after(std::chrono::seconds{10}));
        });
    }

    products::images pictures{api.loop.pool(), product_service};
};

TEST_F(product_files, a_picture_is_shown_to_anybody_and_may_be_kept_for_ever) {
    const auto product = add_product(add_store());
    const auto stored = api.call(owner, put, image_of(product), png);
    ASSERT_EQ(stored.status, 200U) << stored.raw.body;
    const auto address = stored.text("image");
    EXPECT_THAT(address, testing::MatchesRegex("/media/[0-9a-f]{32}\\.png"));
    const auto shown = api.call(0, get, address);
    EXPECT_EQ(shown.status, 200U);
    EXPECT_EQ(shown.raw.body, png);
    EXPECT_EQ(shown.raw.content_type, "image/png");
    EXPECT_THAT(std::string{shown.header("Cache-Control")}, HasSubstr("immutable"));
    const std::string tag{shown.header("ETag")};
    const auto again = api.call(0, get, address, {}, {{"if-none-match", tag}});
    EXPECT_EQ(again.status, 304U);
    EXPECT_EQ(again.raw.body, "");
    EXPECT_EQ(api.value("select string_agg(action, ' ' order by id) from audit_log"
                        " where object_type = 'product'"),
              "created updated");
    EXPECT_EQ(api.call(owner, delete_, image_of(product)).status, 204U);
    EXPECT_TRUE(
        api.call(0, get, fmt::format("/api/products/{}/", product)).body.at("image").is_null());
}

TEST_F(product_files, what_is_no_picture_is_refused_and_changes_nothing) {
    const auto product = add_product(add_store());
    const auto before = everything();
    auto huge = png;
    huge[16] = '\x01';
    for (const auto& bad : {""s, "<svg onload=alert(1)>"s, "GIF89a"s, png.substr(0, 20), huge}) {
        const auto refused =
            api.call(owner, put, image_of(product), bad, {{"content-type", "image/png"}});
        EXPECT_EQ(refused.status, 400U) << bad;
        EXPECT_TRUE(refused.body.as_object().contains("image"));
    }
    EXPECT_EQ(api.call(stranger, put, image_of(product), png).status, 403U);
    EXPECT_EQ(api.call(stranger, delete_, image_of(product)).status, 403U);
    EXPECT_EQ(api.call(owner, put, image_of(999), png).status, 404U);
    EXPECT_EQ(api.call(0, put, image_of(product), png).status, 401U);
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(count("product_images"), 0);
    for (const auto* none : {"/media/x.png", "/media/00112233445566778899aabbccddeeff.png",
                             "/media/00112233445566778899aabbccddeeff.svg",
                             "/media/00112233445566778899AABBCCDDEEFF.png"})
        EXPECT_EQ(api.call(0, get, none).status, 404U) << none;
}

TEST_F(product_files, pictures_that_no_product_shows_go_after_a_day) {
    const auto store = add_store();
    const auto first = add_product(store);
    const auto second = add_product(store);
    api.call(owner, put, image_of(first), png);
    api.call(owner, put, image_of(second), png);
    EXPECT_EQ(count("product_images"), 1) << "the same bytes are kept once";
    api.call(owner, delete_, image_of(first));
    advance_clock("2 days");
    EXPECT_EQ(pruned(), 0) << "the second shows it";
    api.call(owner, delete_, image_of(second));
    const auto again = api.call(owner, put, image_of(first), png).text("image");
    api.call(owner, delete_, image_of(first));
    EXPECT_EQ(pruned(), 0) << "it was uploaded just now";
    advance_clock("2 days");
    EXPECT_EQ(pruned(), 1);
    EXPECT_EQ(api.call(0, get, again).status, 404U);
}

TEST_F(product_files, a_table_of_products_is_looked_at_first_and_then_taken_whole) {
    const auto store = add_store();
    const std::string good = "name,original_price,description\nBread,1.50,dark\nRoll,0.80,\n";
    const auto looked = api.call(owner, post, import_into(store, "?dry_run=true"), good);
    EXPECT_EQ(looked.status, 200U);
    EXPECT_EQ(looked.raw.body, R"({"rows":2,"created":0,"errors":[]})");
    EXPECT_EQ(count("products"), 0);
    const auto taken = api.call(owner, post, import_into(store), good);
    EXPECT_EQ(taken.status, 201U) << taken.raw.body;
    EXPECT_EQ(taken.integer("created"), 2);
    EXPECT_EQ(
        api.value(
            "select string_agg(name || ' ' || original_price, ', ' order by id) from products"),
        "Bread 1.50, Roll 0.80");
    EXPECT_EQ(api.value("select details::text from audit_log where action = 'imported'"),
              R"({"products": 2})");
}

TEST_F(product_files, one_bad_cell_keeps_a_whole_table_out) {
    const auto store = add_store();
    const std::string bad = "name,original_price\nBread,1.50\n,free\n";
    for (const auto* how : {"", "?dry_run=true"}) {
        const auto told = api.call(owner, post, import_into(store, how), bad);
        EXPECT_EQ(told.status, *how == '\0' ? 400U : 200U);
        const auto& errors = told.body.at("errors").as_array();
        ASSERT_EQ(errors.size(), 2U) << told.raw.body;
        EXPECT_EQ(errors[0].at("row"), 3);
        EXPECT_EQ(errors[0].at("field").as_string(), "name");
    }
    EXPECT_EQ(api.call(stranger, post, import_into(store), bad).status, 403U);
    EXPECT_EQ(api.call(owner, post, import_into(999), bad).status, 404U);
    EXPECT_EQ(api.call(owner, post, import_into(store, "?dry_run=perhaps"), bad).status, 400U);
    EXPECT_EQ(count("products"), 0);
}

} // namespace
