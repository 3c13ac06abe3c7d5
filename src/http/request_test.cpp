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
