#include "http/body.hpp"
#include "http/pagination.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace {

http::request posted(std::string body, std::string_view type = "application/json") {
    http::request in;
    in.body = std::move(body);
    in.headers.add("Content-Type", type);
    return in;
}

TEST(json_body, reads_json_and_takes_nothing_for_an_empty_object) {
    EXPECT_EQ(http::json_body(posted(R"({"a":1})")), boost::json::parse(R"({"a":1})"));
    EXPECT_EQ(http::json_body(posted(" [1] \n", "Application/JSON; charset=utf-8")),
              boost::json::parse("[1]"));
    EXPECT_EQ(http::json_body(posted("", "text/plain")), boost::json::value(boost::json::object{}));
    http::request untyped;
    untyped.body = "3";
    EXPECT_EQ(http::json_body(untyped), boost::json::value(3));
}

TEST(json_body, refuses_other_types_and_broken_text) {
    const auto other = http::json_body(posted("a=1", "application/x-www-form-urlencoded"));
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().status, 415U);
    EXPECT_EQ(
        other.error().body,
        R"({"detail":"Unsupported media type \"application/x-www-form-urlencoded\" in request."})");
    for (const auto* text : {"{", "{\"a\":}", "1 2", "nul", "\"\xc3\"", "[1,]", " "}) {
        const auto broken = http::json_body(posted(text));
        ASSERT_FALSE(broken) << text;
        EXPECT_EQ(broken.error().status, 400U);
        EXPECT_TRUE(broken.error().body.starts_with(R"({"detail":"JSON parse error - )"))
            << broken.error().body;
    }
}

TEST(json_body, refuses_what_nests_too_deep) {
    const auto nested = [](std::size_t levels) {
        return std::string(levels, '[') + std::string(levels, ']');
    };
    EXPECT_TRUE(http::json_body(posted(nested(32))));
    EXPECT_FALSE(http::json_body(posted(nested(33))));
}

http::page page_of(std::string_view text) {
    const auto page = http::page::parse(http::query::parse(text));
    EXPECT_TRUE(page) << text;
    return page.value_or(http::page{.number = 0, .size = 0});
}

TEST(page, reads_what_drf_reads) {
    EXPECT_EQ(page_of("").number, 1);
    EXPECT_EQ(page_of("").size, 20);
    EXPECT_EQ(page_of("page=3&page_size=7").offset(), 14);
    EXPECT_EQ(page_of("page_size=1000").size, 100);
    EXPECT_EQ(page_of("page_size=0").size, 20);
    EXPECT_EQ(page_of("page_size=x").size, 20);
    for (const auto* text : {"page=0", "page=-1", "page=x", "page=1.5", "page=99999999999999999999",
                             "page=9223372036854775807"}) {
        const auto page = http::page::parse(http::query::parse(text));
        ASSERT_FALSE(page) << text;
        EXPECT_EQ(page.error().status, 404U);
        EXPECT_EQ(page.error().body, R"({"detail":"Invalid page."})");
    }
}

TEST(paginated, links_to_the_pages_around) {
    http::request in;
    in.target = "/api/stores/?tag=b&page=2&a=x%20y&tag=a";
    in.query = http::query::parse("tag=b&page=2&a=x%20y&tag=a");
    in.headers.add("Host", "shop.example:8000");
    const auto body =
        boost::json::parse(http::paginated(in, {.number = 2, .size = 20}, 41, {1}).body);
    EXPECT_EQ(body.at("count"), 41);
    EXPECT_EQ(body.at("next"), "http://shop.example:8000/api/stores/?a=x+y&page=3&tag=b&tag=a");
    EXPECT_EQ(body.at("previous"), "http://shop.example:8000/api/stores/?a=x+y&tag=b&tag=a");
    EXPECT_EQ(body.at("results"), boost::json::array{1});
}

TEST(paginated, knows_the_last_page) {
    http::request in;
    in.target = "/x/";
    EXPECT_EQ(http::paginated(in, {.number = 1, .size = 20}, 0, {}).body,
              R"({"count":0,"next":null,"previous":null,"results":[]})");
    EXPECT_EQ(http::paginated(in, {.number = 3, .size = 20}, 40, {}).status, 404U);
    const auto last =
        boost::json::parse(http::paginated(in, {.number = 2, .size = 20}, 40, {}).body);
    EXPECT_TRUE(last.at("next").is_null());
}

} // namespace
