#include "stores/wire.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace {

using namespace stores;
using errors = json::field_errors;

TEST(store, reads_a_whole_one_and_fills_in_the_rest) {
    const auto body =
        boost::json::parse(R"({"name":"Panadería","latitude":6.25,"longitude":-75.5})");
    json::object_decoder in{body};
    const auto change = decode_store_change(in, true);
    ASSERT_EQ(in.finish(), errors{});
    const auto made = to_new_store(change);
    EXPECT_EQ(made.name, "Panadería");
    EXPECT_EQ(made.address, "");
    EXPECT_EQ(made.time_zone, "UTC");
    EXPECT_TRUE(made.is_active && made.reserve_radius_check);
}

TEST(store, names_every_bad_field) {
    const auto body = boost::json::parse(
        R"({"name":"","latitude":-91,"longitude":181,"address":5,"is_active":"maybe","time_zone":null,"rating":5})");
    json::object_decoder in{body};
    decode_store_change(in, true);
    EXPECT_EQ(in.finish(),
              (errors{{"name", {"This field may not be blank."}},
                      {"latitude", {"Ensure this value is greater than or equal to -90."}},
                      {"longitude", {"Ensure this value is less than or equal to 180."}},
                      {"is_active", {"Must be a valid boolean."}},
                      {"time_zone", {"This field may not be null."}},
                      {"rating", {"Unknown field."}}}));
}

TEST(store, a_patch_may_leave_out_but_not_take_away) {
    const auto body = boost::json::parse(R"({"latitude":null,"longitude":null,"owner":9,"id":1})");
    json::object_decoder in{body};
    decode_store_change(in, false);
    EXPECT_EQ(in.finish(), (errors{{"latitude", {"This field may not be null."}},
                                   {"longitude", {"This field may not be null."}}}));
}

TEST(store, filter_reads_a_point) {
    const auto filter =
        decode_filter(http::query::parse("near=6.25,-75.5&radius_m=500&owner=3&is_active=true"));
    ASSERT_TRUE(filter);
    EXPECT_EQ(filter->near, base::geo_point::from_degrees(6.25, -75.5));
    EXPECT_EQ(filter->radius_m, 500);
    EXPECT_EQ(filter->owner, base::user_id{3});
    EXPECT_EQ(filter->is_active, true);
}

TEST(store, filter_names_every_bad_parameter) {
    const auto filter =
        decode_filter(http::query::parse("near=91,0&radius_m=-1&owner=me&is_active=2"));
    ASSERT_FALSE(filter);
    EXPECT_EQ(filter.error().status, 400U);
    const auto body = boost::json::parse(filter.error().body).as_object();
    EXPECT_EQ(body.size(), 4U);
    for (const auto* near : {"near=1", "near=1;2", "near=nan,0", "near=1,2,3", "near=1e400,0"}) {
        EXPECT_FALSE(decode_filter(http::query::parse(near))) << near;
    }
}

} // namespace
