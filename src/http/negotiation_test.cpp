#include "http/negotiation.hpp"

#include <gtest/gtest.h>

namespace {

http::request accepting(std::string accept) {
    http::request from;
    from.headers.add("accept", std::move(accept));
    return from;
}

TEST(negotiation, takes_what_a_range_covers) {
    constexpr std::string_view json = "application/json";
    for (const auto* accept : {"application/json", "*/*", "application/*", "text/html, */*;q=0.1",
                               " application/json ; q=0.5", "application/problem+json"})
        EXPECT_TRUE(http::accepts(accept, json)) << accept;
    for (const auto* accept : {"text/html", "text/*", "application/xml,text/plain", "json", "/*"})
        EXPECT_FALSE(http::accepts(accept, json)) << accept;
    EXPECT_TRUE(http::accepts("text/csv", "text/csv"));
}

TEST(negotiation, refuses_what_no_range_covers) {
    EXPECT_FALSE(http::refuse_unacceptable({}, "application/json"));
    EXPECT_FALSE(http::refuse_unacceptable(accepting("*/*"), "text/csv"));
    const auto refused = http::refuse_unacceptable(accepting("text/html"), "application/json");
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 406U);
    EXPECT_EQ(refused->body, R"({"detail":"Could not satisfy the request Accept header."})");
}

std::string problem_of(http::response answer, std::string accept) {
    http::as_problem(accepting(std::move(accept)), answer);
    return answer.content_type + " " + answer.body;
}

TEST(negotiation, makes_a_problem_of_a_refusal_where_it_is_asked_for) {
    constexpr auto asked = "application/json, application/problem+json;q=0.9";
    EXPECT_EQ(problem_of(http::not_found(), asked),
              R"(application/problem+json {"type":"about:blank","title":"Not Found","status":404,)"
              R"("detail":"Not found."})");
    EXPECT_EQ(problem_of(http::refused(409, "sold_out"), asked),
              R"(application/problem+json {"type":"about:blank","title":"Conflict","status":409,)"
              R"("detail":"This promo is sold out.","code":"sold_out"})");
    EXPECT_EQ(
        problem_of(http::invalid({{"detail", {"Unknown field."}}}), asked),
        R"(application/problem+json {"type":"about:blank","title":"Bad Request","status":400,)"
        R"("detail":"Invalid input.","errors":{"detail":["Unknown field."]}})");
    EXPECT_EQ(problem_of(http::not_found(), "application/json"),
              R"(application/json {"detail":"Not found."})");
    EXPECT_EQ(problem_of(http::json_response(200, {{"detail", "x"}}), asked),
              R"(application/json {"detail":"x"})");
}

} // namespace
