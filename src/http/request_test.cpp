#include "http/query_decoder.hpp"
#include "http/request.hpp"

#include <gtest/gtest.h>

namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;

TEST(verb, knows_methods_in_upper_case_only) {
    EXPECT_EQ(http::parse_verb("DELETE"), http::verb::delete_);
    EXPECT_EQ(http::to_string(http::verb::options), "OPTIONS");
    EXPECT_FALSE(http::parse_verb("get"));
    EXPECT_FALSE(http::parse_verb("TRACE"));
}

TEST(query, decodes_in_order_and_gives_the_last) {
    const auto q = http::query::parse("near=6.2%2C-75.5&tag=a+b&tag=c&empty=&bare&&=x");
    EXPECT_EQ(q.find("near"), "6.2,-75.5");
    EXPECT_EQ(q.find("tag"), "c");
    EXPECT_EQ(q.find("empty"), "");
    EXPECT_EQ(q.find("bare"), "");
    EXPECT_FALSE(q.find("absent"));
    EXPECT_EQ(q.all(), (pairs{{"near", "6.2,-75.5"},
                              {"tag", "a b"},
                              {"tag", "c"},
                              {"empty", ""},
                              {"bare", ""},
                              {"", "x"}}));
}

TEST(query, keeps_broken_escapes_and_replaces_broken_utf8) {
    const auto q = http::query::parse("a=%zz%4&b=%c3&c=%c3%b1%ff&d=%e2%82");
    EXPECT_EQ(q.find("a"), "%zz%4");
    EXPECT_EQ(q.find("b"), "\xef\xbf\xbd");
    EXPECT_EQ(q.find("c"), "\xc3\xb1\xef\xbf\xbd");
    EXPECT_EQ(q.find("d"), "\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(query_decoder, reads_what_is_there_and_names_all_that_is_bad) {
    const auto good = http::query::parse("a=True&b=0&id=7&near= 6.2, -75.5 &radius=1500.5");
    http::query_decoder in{good};
    EXPECT_EQ(in.boolean("a"), true);
    EXPECT_EQ(in.boolean("b"), false);
    EXPECT_EQ(in.id<base::store_id>("id"), base::store_id{7});
    EXPECT_EQ(in.point("near"), base::geo_point::from_degrees(6.2, -75.5));
    EXPECT_EQ(in.metres("radius", 1, 2000), 1500.5);
    EXPECT_EQ(in.boolean("absent"), std::nullopt);
    EXPECT_EQ(in.finish(5), 5);
    const auto empty = http::query::parse("a=&id=&near=&radius=&kind=&search=&ordering=");
    http::query_decoder none{empty};
    EXPECT_FALSE(none.boolean("a") || none.id<base::store_id>("id") || none.point("near") ||
                 none.metres("radius", 1, 2000) || none.choice("kind", {}) || none.search());
    EXPECT_TRUE(none.ordering({"name"}).empty());
    EXPECT_EQ(none.finish(5), 5);

    const auto bad = http::query::parse("a=yes&id=7.5&near=91,0&radius=nan&far=2001");
    http::query_decoder out{bad};
    EXPECT_FALSE(out.boolean("a") || out.id<base::store_id>("id") || out.point("near") ||
                 out.metres("radius", 1, 2000) || out.metres("far", 1, 2000));
    EXPECT_EQ(out.finish(5).error().body,
              R"({"a":["Must be a valid boolean."],)"
              R"("far":["Ensure this value is less than or equal to 2000."],)"
              R"("id":["Select a valid choice. That choice is not one of the available choices."],)"
              R"("near":["Enter a point as \"latitude,longitude\" in degrees."],)"
              R"("radius":["Enter a number."]})");
}

TEST(query_decoder, reads_what_lists_have_in_common) {
    const auto good =
        http::query::parse("search=+a,b++c&ordering=-name,nonsense,+price,name&kind=new");
    http::query_decoder in{good};
    EXPECT_EQ(in.search(), "a b c");
    EXPECT_EQ(in.ordering({"name", "price"}), (base::list_order{{"name", true}, {"price", false}}));
    constexpr std::array<std::string_view, 1> kinds{"new"};
    EXPECT_EQ(in.choice("kind", kinds), "new");

    const auto bad = http::query::parse("kind=vip");
    http::query_decoder out{bad};
    EXPECT_FALSE(out.choice("kind", kinds));
    EXPECT_EQ(out.finish(5).error().body,
              R"({"kind":["Select a valid choice. vip is not one of the available choices."]})");
}

TEST(percent_encoding, is_undone_by_decoding) {
    std::string all;
    for (int c = 0; c < 256; ++c)
        all += static_cast<char>(c);
    EXPECT_EQ(http::percent_decoded(http::percent_encoded(all)), all);
    EXPECT_EQ(http::percent_decoded(http::percent_encoded(all, true), true), all);
    EXPECT_EQ(http::percent_encoded("a b~"), "a%20b~");
}

TEST(header_list, finds_the_last_in_lower_case) {
    http::header_list headers;
    headers.add("X-One", "1");
    headers.add("x-one", "2");
    headers.add("Latin", "caf\xe9");
    headers.add("Utf8", "caf\xc3\xa9");
    EXPECT_EQ(headers.find("x-one"), "2");
    EXPECT_EQ(headers.count("x-one"), 2U);
    EXPECT_EQ(headers.find("latin"), "caf?");
    EXPECT_EQ(headers.find("utf8"), "caf\xc3\xa9");
    EXPECT_EQ(headers.at(0).first, "x-one");
    headers.clear();
    EXPECT_FALSE(headers.find("x-one"));
    EXPECT_EQ(headers.size(), 0U);
}

TEST(request, reads_ids_from_the_path) {
    http::request in;
    in.path_values = {"7", "9000000000"};
    EXPECT_EQ(in.id<base::promo_id>(), base::promo_id{7});
    EXPECT_EQ(in.id<base::window_id>(1).value(), 9'000'000'000);
}

} // namespace
