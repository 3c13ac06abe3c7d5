#include "json/decoder.hpp"
#include "json/shape.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace {

using namespace json;

struct things {
    static void read(object_decoder& in) {
        static constexpr std::array<std::string_view, 2> colours{"red", "blue"};
        in.ignore({"id"});
        in.required_text("name", {.length_max = 9});
        in.optional_text("note", {.blank_allowed = true});
        in.required_money("price");
        in.optional_integer("stock", {.min = 1, .max = 5});
        in.optional_choices("colours", colours);
        in.optional_point();
    }
};

TEST(object_shape, is_what_its_decoder_asks_for) {
    object_shape shape;
    object_decoder in{shape};
    things::read(in);
    EXPECT_EQ(
        boost::json::serialize(shape.to_schema()),
        R"({"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":9},)"
        R"("note":{"type":"string","maxLength":255},"price":{"type":"string",)"
        R"("pattern":"^[0-9]{1,8}(\\.[0-9]{1,2})?$","examples":["12.50"]},)"
        R"("stock":{"type":"integer","minimum":1,"maximum":5},)"
        R"("colours":{"type":"array","items":{"type":"string","enum":["red","blue"]}},)"
        R"("latitude":{"type":"number","minimum":-9E1,"maximum":9E1},)"
        R"("longitude":{"type":"number","minimum":-1.8E2,"maximum":1.8E2}},)"
        R"("required":["name","price"]})");
}

TEST(object_shape, of_a_part_requires_nothing) {
    object_shape shape;
    object_decoder in{shape};
    in.partial();
    things::read(in);
    EXPECT_FALSE(shape.to_schema().contains("required"));
}

TEST(schema_of_example, is_what_values_like_it_have) {
    const auto example = boost::json::parse(
        R"({"id":7,"at":"2026-11-24T12:00:00Z","on":"2026-11-24","far":1.5,"none":null,"all":[{"ok":true}],"no":[]})");
    EXPECT_EQ(
        boost::json::serialize(schema_of_example(example)),
        R"({"type":"object","properties":{"id":{"type":"integer"},)"
        R"("at":{"type":"string","format":"date-time"},"on":{"type":"string","format":"date"},)"
        R"("far":{"type":"number"},"none":{},"all":{"type":"array","items":{"type":"object",)"
        R"("properties":{"ok":{"type":"boolean"}},"required":["ok"]}},"no":{"type":"array","items":{}}},)"
        R"("required":["id","at","on","far","none","all","no"]})");
}

} // namespace
