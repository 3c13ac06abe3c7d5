#include "app/website/website.hpp"

#include <stdexcept>

#include <gmock/gmock.h>

namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

// "/promos/{id}/" + "text/html" + "tag" + "<p>" + "gz" at 0, 13, 22, 25, 28.
constexpr std::string_view packed =
    "marketplace website 1\n"
    R"([{"path":[0,13],"type":[13,9],"etag":[22,3],"identity":[25,3],"gzip":[28,2],"br":[0,0],"immutable":false},)"
    R"({"path":[0,7],"type":[22,3],"etag":[22,3],"identity":[25,3],"gzip":[0,0],"br":[0,0],"immutable":true}])"
    "\n/promos/{id}/text/htmltag<p>gz";

TEST(website, is_read_as_it_was_packed) {
    const auto files = app::read_website(packed, {});
    ASSERT_EQ(files.size(), 2U);
    EXPECT_EQ(files[0].path, "/promos/{id}/");
    EXPECT_EQ(files[0].content_type, "text/html");
    EXPECT_EQ(files[0].etag, "tag");
    EXPECT_EQ(files[0].identity, "<p>");
    EXPECT_EQ(files[0].gzip, "gz");
    EXPECT_EQ(files[0].brotli, "");
    EXPECT_FALSE(files[0].immutable);
    EXPECT_TRUE(files[1].immutable);
    EXPECT_THAT(files[1].headers, IsEmpty()) << "only pages need a policy";
}

TEST(website, pages_run_no_script_and_load_no_image_of_others_but_tiles) {
    const auto strict = app::read_website(packed, {});
    EXPECT_THAT(strict[0].headers,
                Contains(Pair("Content-Security-Policy",
                              AllOf(HasSubstr("script-src 'self';"), HasSubstr("style-src 'self';"),
                                    HasSubstr("img-src 'self' data: blob: ;")))));
    const auto tiles = app::read_website(
        packed, {.url = "https://tiles.example:8443/{z}/{x}/{y}.png", .attribution = {}});
    EXPECT_THAT(tiles[0].headers, Contains(Pair("Content-Security-Policy",
                                                HasSubstr("blob: https://tiles.example:8443;"))));
}

http::static_file html(std::string_view path, std::string_view text) {
    return {.path = path,
            .content_type = "text/html; charset=utf-8",
            .etag = "tag",
            .identity = text,
            .gzip = {},
            .brotli = {}};
}

TEST(website, shows_people_at_an_address_of_nothing_the_page_above_it) {
    auto picture = html("/console/x/", "a picture");
    picture.content_type = "image/png";
    const auto show =
        app::page_of_nothing({html("/", "storefront"), html("/promos/{id}/", "of one"),
                              html("/console/", "console"), picture});
    http::request asked;
    asked.method = http::verb::get;
    const auto text = [&](std::string_view path, std::string_view accept) {
        asked.path = path;
        asked.headers = {};
        asked.headers.add("accept", accept);
        const auto shown = show(asked);
        if (shown) {
            EXPECT_EQ(shown->status, 404U);
        }
        return shown ? std::string{shown->body} : "nothing";
    };
    EXPECT_EQ(text("/promos/x/", "text/html,*/*;q=0.8"), "storefront");
    EXPECT_EQ(text("/console/x/y/", "text/html"), "console");
    EXPECT_EQ(text("/consoles/", "text/html"), "storefront");
    EXPECT_EQ(text("/promos/x/", "*/*"), "nothing");
    EXPECT_EQ(text("/api/x/", "text/html"), "nothing");
    asked.method = http::verb::post;
    EXPECT_EQ(text("/promos/x/", "text/html"), "nothing");
}

TEST(website, what_is_broken_is_not_served) {
    for (const auto broken :
         {std::string_view{"something else\n[]\n"}, packed.substr(0, 60),
          packed.substr(0, packed.size() - 1), std::string_view{"marketplace website 1\n{}\n"},
          std::string_view{"marketplace website 1\n[{}]\n"}}) {
        EXPECT_THROW(app::read_website(broken, {}), std::runtime_error) << broken;
    }
}

TEST(website, takes_tiles_from_one_origin_only) {
    EXPECT_EQ(app::refuse_tiles_url(""), std::nullopt);
    EXPECT_EQ(app::refuse_tiles_url("https://tiles.example/{z}/{x}/{y}.png?key=1"), std::nullopt);
    for (const auto* bad :
         {"https://{s}.tiles.example/{z}/{x}/{y}.png", "https://tiles.example/{z}/{x}.png",
          "ftp://tiles.example/{z}/{x}/{y}.png", "tiles", "https:///{z}/{x}/{y}.png"}) {
        EXPECT_NE(app::refuse_tiles_url(bad), std::nullopt) << bad;
    }
}

} // namespace
