#include "json/decoder.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace {

using errors = json::field_errors;
using namespace std::chrono_literals;

constexpr std::array<std::string_view, 2> kinds{"new", "regular"};

TEST(object_decoder, reads_what_is_good) {
    const auto body = boost::json::parse(
        R"({"name":"  Café ","stock":"3","price":"12.5","open":"09:30","on":"2024-02-29","active":true})");
    json::object_decoder in{body};
    EXPECT_EQ(in.required_text("name"), "Café");
    EXPECT_EQ(in.required_integer("stock", {1, 10}), 3);
    EXPECT_EQ(in.required_money("price")->cents(), 1250);
    EXPECT_EQ(in.required_time_of_day("open"), 9h + 30min);
    EXPECT_EQ(in.optional_date("on"),
              std::chrono::year_month_day(std::chrono::year{2024}, std::chrono::month{2},
                                          std::chrono::day{29}));
    EXPECT_EQ(in.optional_boolean("active"), true);
    EXPECT_FALSE(in.optional_text("absent"));
    EXPECT_TRUE(in.finish().empty());
}

TEST(object_decoder, names_every_bad_field_in_drfs_words) {
    const auto body = boost::json::parse(
        R"({"name":"","stock":0,"price":"1.234","kind":"vip","latitude":91,"longitude":1,"extra":1,"email":null})");
    json::object_decoder in{body};
    in.required_text("name");
    in.required_text("username");
    in.required_text("email");
    in.required_integer("stock", {1, 10});
    in.required_money("price");
    in.optional_choice("kind", kinds);
    in.optional_point();
    EXPECT_EQ(in.finish(),
              (errors{{"name", {"This field may not be blank."}},
                      {"username", {"This field is required."}},
                      {"email", {"This field may not be null."}},
                      {"stock", {"Ensure this value is greater than or equal to 1."}},
                      {"price", {"Ensure that there are no more than 2 decimal places."}},
                      {"kind", {"\"vip\" is not a valid choice."}},
                      {"latitude", {"Ensure this value is less than or equal to 90."}},
                      {"extra", {"Unknown field."}}}));
}

TEST(object_decoder, names_the_bad_items_of_a_list) {
    const auto body = boost::json::parse(R"({"days":[1,9,"x"],"kinds":["new","vip"]})");
    json::object_decoder in{body};
    EXPECT_FALSE(in.optional_integers("days", {.min = 1, .max = 7}, 7));
    EXPECT_FALSE(in.optional_choices("kinds", kinds));
    EXPECT_EQ(boost::json::serialize(json::to_json(in.finish())),
              R"({"days":{"1":["Ensure this value is less than or equal to 7."],)"
              R"("2":["A valid integer is required."]},)"
              R"("kinds":{"1":["\"vip\" is not a valid choice."]}})");
    EXPECT_EQ(boost::json::serialize(json::to_json({{"a", {"Bad."}}, {"a.b", {"Worse."}}})),
              R"({"a":["Bad.","Worse."]})");
}

TEST(object_decoder, says_of_an_amount_what_a_decimal_field_says) {
    const auto error_of = [](std::string_view price) {
        const auto body = boost::json::parse(fmt::format(R"({{"price":{}}})", price));
        json::object_decoder in{body};
        EXPECT_FALSE(in.required_money("price", *base::money::from_cents(1)));
        return in.finish()["price"].at(0);
    };
    constexpr auto too_small = "Ensure this value is greater than or equal to 0.01.";
    EXPECT_EQ(error_of("0"), too_small);
    EXPECT_EQ(error_of("-1"), too_small);
    EXPECT_EQ(error_of(R"("123456789.00")"),
              "Ensure that there are no more than 10 digits in total.");
    EXPECT_EQ(error_of("123456789"),
              "Ensure that there are no more than 8 digits before the decimal point.");
    EXPECT_EQ(error_of(R"("1.005")"), "Ensure that there are no more than 2 decimal places.");
    EXPECT_EQ(error_of(R"("NaN")"), "A valid number is required.");
    EXPECT_EQ(error_of(R"("")"), "A valid number is required.");
}

TEST(object_decoder, tells_null_from_what_is_no_object) {
    EXPECT_EQ(json::object_decoder{nullptr}.finish(),
              (errors{{"non_field_errors", {"No data provided"}}}));
}

TEST(object_decoder, wants_both_coordinates) {
    const auto body = boost::json::parse(R"({"latitude":1})");
    json::object_decoder in{body};
    in.optional_point();
    EXPECT_EQ(in.finish(), (errors{{"longitude", {"This field is required."}}}));
}

TEST(object_decoder, a_partial_update_may_leave_fields_out_but_not_empty_them) {
    const auto body = boost::json::parse(R"({"email":null})");
    json::object_decoder in{body};
    in.partial();
    in.required_text("name");
    in.required_text("email");
    EXPECT_EQ(in.finish(), (errors{{"email", {"This field may not be null."}}}));
}

TEST(object_decoder, says_when_the_body_is_no_object) {
    const boost::json::value body{boost::json::array{1}};
    json::object_decoder in{body};
    in.required_text("name");
    EXPECT_EQ(in.finish(), (errors{{"non_field_errors",
                                    {"Invalid data. Expected a dictionary, but got list."}}}));
}

TEST(object_decoder, reads_lists) {
    const auto body =
        boost::json::parse(R"({"segments":["new","new"],"weekdays":[0,7],"words":"x"})");
    json::object_decoder in{body};
    EXPECT_EQ(in.optional_choices("segments", kinds), std::vector<std::string>{"new"});
    in.optional_integers("weekdays", {0, 6}, 7);
    in.optional_integers("words", {0, 6}, 7);
    EXPECT_EQ(in.finish(),
              (errors{{"weekdays.1", {"Ensure this value is less than or equal to 6."}},
                      {"words", {"Expected a list of items but got type \"str\"."}}}));
}

TEST(object_decoder, reads_ids_of_other_objects) {
    const auto body = boost::json::parse(R"({"a":7,"b":"8","c":"x","d":-1,"e":[1],"f":1.5})");
    json::object_decoder in{body};
    EXPECT_EQ(in.required_key("a"), 7);
    EXPECT_EQ(in.optional_key("b"), 8);
    for (const auto* key : {"c", "d", "e", "f"})
        in.required_key(key);
    EXPECT_EQ(in.finish(), (errors{{"c", {"Incorrect type. Expected pk value, received str."}},
                                   {"d", {"Invalid pk \"-1\" - object does not exist."}},
                                   {"e", {"Incorrect type. Expected pk value, received list."}},
                                   {"f", {"Incorrect type. Expected pk value, received float."}}}));
}

TEST(object_decoder, counts_characters_and_refuses_broken_utf8) {
    const boost::json::value body{{"a", "ñandú"}, {"b", "\xc3"}, {"c", std::string("x\0y", 3)}};
    json::object_decoder in{body};
    EXPECT_EQ(in.required_text("a", {.length_max = 5}), "ñandú");
    in.required_text("b");
    in.required_text("c");
    EXPECT_EQ(in.finish(), (errors{{"b", {"Not a valid string."}},
                                   {"c", {"Null characters are not allowed."}}}));
}

} // namespace
