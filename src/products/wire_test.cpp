#include "products/currency.hpp"
#include "products/wire.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace {

using namespace products;
using errors = json::field_errors;

TEST(product, reads_a_whole_one_and_fills_in_the_rest) {
    const auto body = boost::json::parse(R"({"store":"4","name":"Pan","original_price":12.5})");
    json::object_decoder in{body};
    const auto change = decode_product_change(in, true);
    ASSERT_EQ(in.finish(), errors{});
    const auto made = to_new_product(change);
    EXPECT_EQ(made.store, base::store_id{4});
    EXPECT_EQ(made.original_price.to_string(), "12.50");
    EXPECT_EQ(made.currency, "USD");
    EXPECT_FALSE(made.image);
}

TEST(product, names_every_bad_field) {
    const auto body = boost::json::parse(
        R"({"store":"x","name":null,"original_price":"0.00","currency":"KWD","is_available":3,"image":"ftp://a/b"})");
    json::object_decoder in{body};
    decode_product_change(in, true);
    EXPECT_EQ(in.finish(),
              (errors{{"store", {"Incorrect type. Expected pk value, received str."}},
                      {"name", {"This field may not be null."}},
                      {"original_price", {"Ensure this value is greater than or equal to 0.01."}},
                      {"currency", {"\"KWD\" is not a valid choice."}},
                      {"is_available", {"Must be a valid boolean."}},
                      {"image", {"Enter a valid URL."}}}));
}

TEST(product, image_is_an_address_a_path_or_nothing) {
    const auto read = [](std::string image) {
        const boost::json::value body{{"image", image}};
        json::object_decoder in{body};
        const auto change = decode_product_change(in, false);
        const auto bad = in.finish();
        return bad.empty() ? change.image.value().value_or("none") : "bad";
    };
    EXPECT_EQ(read(""), "none");
    EXPECT_EQ(read("https://cdn.example.com/a.png"), "https://cdn.example.com/a.png");
    EXPECT_EQ(read("/media/a.png"), "/media/a.png");
    for (const auto* bad : {"a.png", "//evil.example", "javascript:alert(1)", "http://",
                            "http:///x", "https://a b"}) {
        EXPECT_EQ(read(bad), "bad") << bad;
    }
}

TEST(product, knows_currencies_of_at_most_two_decimals) {
    const auto known = [](std::string_view code) {
        return std::ranges::binary_search(currencies(), code);
    };
    EXPECT_TRUE(known("COP") && known("USD") && known("EUR") && known("JPY"));
    EXPECT_FALSE(known("KWD") || known("BHD") || known("CLF") || known("usd") || known("XXX"));
    EXPECT_EQ(decimals_of("COP"), 2);
    EXPECT_EQ(decimals_of("CLP"), 0);
}

TEST(product, filter_names_every_bad_parameter) {
    EXPECT_TRUE(decode_filter(http::query::parse("store=5&is_available=false")));
    const auto filter = decode_filter(http::query::parse("store=x&is_available=x"));
    ASSERT_FALSE(filter);
    EXPECT_EQ(boost::json::parse(filter.error().body).as_object().size(), 2U);
}

} // namespace
