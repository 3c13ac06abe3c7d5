#include "promos/json.hpp"
#include "promos/live_query.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace promos {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::Key;
using testing::UnorderedElementsAre;

json::field_errors errors_of(const char* text, promo_fields base = {}, bool partial = false) {
    const auto value = boost::json::parse(text);
    json::object_decoder decoder{value};
    if (partial)
        decoder.partial();
    read_fields(decoder, std::move(base));
    return decoder.finish();
}

constexpr const char* good = R"({"product": 3, "promo_price": "9.50", "start_time": "18:00",
                                 "end_time": "01:30:00"})";

TEST(promo_json, takes_the_documented_defaults) {
    const auto value = boost::json::parse(good);
    json::object_decoder decoder{value};
    const auto fields = read_fields(decoder, {});
    EXPECT_TRUE(decoder.finish().empty());
    EXPECT_EQ(fields.product.value(), 3);
    EXPECT_EQ(fields.promo_price.cents(), 950);
    EXPECT_EQ(fields.start_time, 18h);
    EXPECT_EQ(fields.end_time, 90min);
    EXPECT_EQ(fields.stock, 1);
    EXPECT_EQ(fields.max_per_user, 1);
    EXPECT_EQ(fields.hold_seconds, 60);
    EXPECT_EQ(fields.radius_m, 2000);
    EXPECT_TRUE(fields.is_active);
    EXPECT_TRUE(fields.segments.everybody());
    EXPECT_THAT(fields.weekdays, ElementsAre(1, 2, 3, 4, 5, 6, 7));
}

TEST(promo_json, names_every_bad_field_at_once) {
    EXPECT_THAT(errors_of("{}"), UnorderedElementsAre(Key("product"), Key("promo_price"),
                                                      Key("start_time"), Key("end_time")));
    EXPECT_THAT(errors_of(R"({"product": "x", "promo_price": -1, "start_time": "25:00",
                              "end_time": 5, "eligible_segments": ["vip"], "is_active": "maybe",
                              "starts_on": "2026-02-30", "ends_on": "soon", "weekdays": [0],
                              "stock": 0, "max_per_user": 0, "hold_seconds": 0, "radius_m": 49,
                              "colour": "red"})"),
                UnorderedElementsAre(Key("product"), Key("promo_price"), Key("start_time"),
                                     Key("end_time"), Key("eligible_segments.0"), Key("is_active"),
                                     Key("starts_on"), Key("ends_on"), Key("weekdays.0"),
                                     Key("stock"), Key("max_per_user"), Key("hold_seconds"),
                                     Key("radius_m"), Key("colour")));
}

TEST(promo_json, checks_rules_of_several_fields) {
    EXPECT_THAT(
        errors_of(R"({"product": 3, "promo_price": 1, "start_time": "18:00",
                              "end_time": "18:00:00", "starts_on": "2026-11-25",
                              "ends_on": "2026-11-24", "weekdays": [], "radius_m": 50001})"),
        UnorderedElementsAre(Key("end_time"), Key("ends_on"), Key("weekdays"), Key("radius_m")));
}

TEST(promo_json, a_patch_keeps_what_is_absent_and_takes_back_what_was_given) {
    promo_fields before;
    before.product = base::product_id{3};
    before.start_time = 10h;
    before.end_time = 12h;
    before.ends_on = std::chrono::year{2026} / 12 / 24;
    const auto value = boost::json::parse(R"({"stock": 7, "ends_on": null, "weekdays": [5, 1, 5],
                                              "id": 9, "status": "live", "current_window": null})");
    json::object_decoder decoder{value};
    decoder.partial();
    const auto after = read_fields(decoder, before);
    EXPECT_TRUE(decoder.finish().empty());
    EXPECT_EQ(after.stock, 7);
    EXPECT_EQ(after.start_time, 10h);
    EXPECT_EQ(after.ends_on, std::nullopt);
    EXPECT_THAT(after.weekdays, ElementsAre(1, 5));
    EXPECT_THAT(errors_of(R"({"end_time": "10:00"})", before, true), ElementsAre(Key("end_time")));
}

TEST(promo_json, writes_the_documented_keys) {
    promo shown;
    shown.fields.product = base::product_id{3};
    shown.status = "live";
    shown.window.emplace();
    shown.window->stock = 5;
    shown.window->held = 1;
    shown.window->sold = 2;
    std::vector<std::string> keys;
    const auto text = to_json(shown);
    for (const auto& [key, value] : text)
        keys.emplace_back(key);
    EXPECT_THAT(keys, ElementsAre("id", "product", "promo_price", "start_time", "end_time",
                                  "eligible_segments", "is_active", "created_at", "updated_at",
                                  "starts_on", "ends_on", "weekdays", "stock", "max_per_user",
                                  "hold_seconds", "radius_m", "status", "current_window"));
    EXPECT_EQ(text.at("current_window").at("left").as_int64(), 2);
    EXPECT_EQ(text.at("current_window").at("state").as_string(), "open");
}

TEST(live_query, reads_what_is_asked) {
    const auto query =
        read_live_query(http::query::parse("near=6.25,-75.57&radius_m=1500&segment=new_users"));
    ASSERT_TRUE(query);
    EXPECT_EQ(query->query.near, base::geo_point::from_degrees(6.25, -75.57));
    EXPECT_EQ(query->query.radius_m, 1500);
    EXPECT_EQ(query->query.for_segment, segment::new_users);
    EXPECT_FALSE(query->upcoming);
    EXPECT_TRUE(read_live_query(http::query::parse("")));
    const auto next = read_live_query(http::query::parse("upcoming=true&promo=7"));
    ASSERT_TRUE(next);
    EXPECT_TRUE(next->upcoming);
    EXPECT_EQ(next->promo, base::promo_id{7});
}

TEST(live_query, names_every_bad_parameter) {
    for (const char* text :
         {"near=6.25", "near=91,0", "near=a,b", "near=nan,0", "near=1,2,3"}) {
        EXPECT_THAT(read_live_query(http::query::parse(text)).error(), ElementsAre(Key("near")))
            << text;
    }
    EXPECT_THAT(
        read_live_query(http::query::parse("near=x&radius_m=0&segment=vip&upcoming=soon&promo=x"))
            .error(),
        UnorderedElementsAre(Key("near"), Key("radius_m"), Key("segment"), Key("upcoming"),
                             Key("promo")));
    EXPECT_THAT(read_live_query(http::query::parse("radius_m=100")).error(),
                ElementsAre(Key("near")));
}

} // namespace
} // namespace promos
