#include "http/language.hpp"

#include <gtest/gtest.h>

namespace {

using base::language;

TEST(preferred_language, is_the_one_wanted_most_that_we_have) {
    for (const auto* text :
         {"es", "es-CO", "ES-mx, en;q=0.8", "fr, es;q=0.2", "en;q=0.3,es;q=0.9", "es , en"})
        EXPECT_EQ(http::preferred_language(text), language::spanish) << text;
    for (const auto* text :
         {"", "en", "en-US,es;q=0.9", "fr", "est", "e", "es;q=0", "es;q=x", ",,;;", "*", "en,es"})
        EXPECT_EQ(http::preferred_language(text), language::english) << text;
}

http::response localized(http::response answer, std::string_view accept = "es") {
    http::request request;
    request.headers.add("accept-language", accept);
    http::localize(request, answer);
    return answer;
}

TEST(localize, says_refusals_in_spanish) {
    EXPECT_EQ(localized(http::not_found()).body, R"({"detail":"No encontrado."})");
    EXPECT_EQ(localized(http::refused(409, "sold_out")).body,
              R"({"error":"Esta promoción está agotada.","code":"sold_out"})");
    EXPECT_EQ(
        localized(http::invalid({{"name", {"This field is required."}}, {"x", {"Odd words."}}}))
            .body,
        R"({"name":["Este campo es requerido."],"x":["Odd words."]})");
}

TEST(localize, leaves_everything_else_alone) {
    EXPECT_EQ(localized(http::not_found(), "en").body, http::not_found().body);
    EXPECT_EQ(localized(http::json_response(200, {{"name", "Not found."}})).body,
              R"({"name":"Not found."})");
    EXPECT_EQ(localized(http::text_response(404, "Not found.")).body, "Not found.");
    EXPECT_EQ(localized(http::raw_json_response(400, "broken")).body, "broken");
}

} // namespace
