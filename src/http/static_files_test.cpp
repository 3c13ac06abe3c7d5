#include "http/static_files.hpp"

#include <gmock/gmock.h>

namespace {

using http::static_answer;
using testing::Contains;
using testing::Not;
using testing::Pair;

constexpr std::string_view page = "<!doctype html>";

http::static_file sample() {
    return {.path = "/",
            .content_type = "text/html; charset=utf-8",
            .etag = "abc",
            .identity = page,
            .gzip = "gzipped",
            .brotli = "br"};
}

http::request asking(std::string_view encodings, std::string_view known = {}) {
    http::request one;
    if (!encodings.empty())
        one.headers.add("accept-encoding", encodings);
    if (!known.empty())
        one.headers.add("if-none-match", known);
    return one;
}

TEST(static_files, sends_the_smallest_that_the_client_takes) {
    const auto best = static_answer(sample(), asking("gzip, deflate, BR;q=0.1"));
    EXPECT_EQ(best.status, 200U);
    EXPECT_EQ(best.body, "br");
    EXPECT_EQ(best.content_type, "text/html; charset=utf-8");
    EXPECT_THAT(best.headers, Contains(Pair("Content-Encoding", "br")));
    EXPECT_THAT(best.headers, Contains(Pair("Vary", "Accept-Encoding")));
    EXPECT_EQ(static_answer(sample(), asking("br;q=0, gzip")).body, "gzipped");
    for (const auto* plain : {"", "deflate", "br; q=0.0,gzip;q=0", "brotli,xgzip"}) {
        const auto answer = static_answer(sample(), asking(plain));
        EXPECT_EQ(answer.body, page) << plain;
        EXPECT_THAT(answer.headers, Not(Contains(Pair("Content-Encoding", testing::_))));
    }
    auto plain_only = sample();
    plain_only.gzip = plain_only.brotli = {};
    EXPECT_EQ(static_answer(plain_only, asking("br, gzip")).body, page);
}

TEST(static_files, what_the_client_has_is_not_sent_again) {
    for (const auto* known : {R"("abc-br")", R"("x", W/"abc-br")", "*"}) {
        const auto answer = static_answer(sample(), asking("br", known));
        EXPECT_EQ(answer.status, 304U) << known;
        EXPECT_EQ(answer.body, "");
        EXPECT_EQ(answer.content_type, "");
        EXPECT_THAT(answer.headers, Contains(Pair("ETag", R"("abc-br")")));
    }
    for (const auto* other : {R"("abc")", R"("abc-gzip")", "abc-br", ""})
        EXPECT_EQ(static_answer(sample(), asking("br", other)).status, 200U) << other;
    EXPECT_EQ(static_answer(sample(), asking("", R"("abc")")).status, 304U);
}

TEST(static_files, only_a_name_that_changes_with_its_content_is_kept) {
    EXPECT_THAT(static_answer(sample(), asking("")).headers,
                Contains(Pair("Cache-Control", "no-cache")));
    auto asset = sample();
    asset.immutable = true;
    EXPECT_THAT(static_answer(asset, asking("")).headers,
                Contains(Pair("Cache-Control", "public, max-age=31536000, immutable")));
}

TEST(static_files, each_file_has_its_route) {
    auto deep = sample();
    deep.path = "/promos/{id}/";
    http::router routes;
    http::register_static_files(routes, {sample(), deep});
    EXPECT_NE(routes.find(http::verb::head, "/", "/").found, nullptr);
    EXPECT_NE(routes.find(http::verb::get, "/promos/5/", "/promos/5/").found, nullptr);
    EXPECT_EQ(routes.find(http::verb::get, "/promos/x/", "/promos/x/").found, nullptr);
}

} // namespace
