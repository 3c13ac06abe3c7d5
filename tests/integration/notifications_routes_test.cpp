// The API of notices: inboxes that are one's own, figures of a store, watches.

#include "notifications/pipeline.hpp"
#include "notifications/routes.hpp"
#include "notifications_rig.hpp"
#include "support/api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace notifications_rig;
using enum http::verb;
using testing::ElementsAre;

constexpr std::int64_t owner = 1;
constexpr std::int64_t shopper = 11;
constexpr std::int64_t another = 12;

class inboxes : public testing::Test {
protected:
    inboxes() { notifications::register_routes(api.routes, service, api.repeats); }

    /// A window that is open, whose notices have come.
    base::window_id tell_everybody() {
        const auto window = on.shop.add_window({.stock = 1, .opens_in = "-1 minute"});
        on.open(window);
        on.fan_out(window);
        on.run_outbox();
        on.bring_all();
        return window;
    }
    boost::json::array inbox(std::int64_t user) {
        return api.call(user, get, "/api/notifications/").body.at("results").as_array();
    }

    rig on{3};
    testing_support::api_client api{on.shop.database().app()};
    notifications::service service{api.loop.pool()};
};

TEST_F(inboxes, show_what_was_delivered_newest_first) {
    tell_everybody();
    tell_everybody();
    const auto staged = on.shop.add_window({.opens_in = "30 seconds"});
    on.fan_out(staged);
    const auto page = api.call(shopper, get, "/api/notifications/?page_size=1");
    EXPECT_EQ(page.status, 200U);
    EXPECT_EQ(page.integer("count"), 2) << "what is staged is not shown";
    EXPECT_EQ(page.text("next"), "http://shop.example/api/notifications/?page=2&page_size=1");
    const auto notice = page.body.at("results").at(0).as_object();
    std::vector<std::string> keys;
    for (const auto& [key, value] : notice)
        keys.emplace_back(key);
    EXPECT_THAT(keys, ElementsAre("id", "user", "user_username", "store", "store_name",
                                  "flash_promo", "flash_promo_product_name", "notification_type",
                                  "message", "sent_at", "delivery_status", "read_at"));
    EXPECT_EQ(notice.at("user"), shopper);
    EXPECT_EQ(notice.at("user_username"), "shopper1");
    EXPECT_EQ(notice.at("store_name"), "Store");
    EXPECT_EQ(notice.at("flash_promo"), 2);
    EXPECT_EQ(notice.at("flash_promo_product_name"), "Product");
    EXPECT_EQ(notice.at("notification_type"), "flash_promo");
    EXPECT_EQ(notice.at("delivery_status"), "delivered");
    EXPECT_TRUE(base::parse_rfc3339(notice.at("sent_at").as_string()));
    EXPECT_TRUE(notice.at("read_at").is_null());
    EXPECT_EQ(api.call(shopper, get, "/api/notifications/?page=9").status, 404U);
    EXPECT_EQ(api.call(0, get, "/api/notifications/").status, 401U);
    EXPECT_EQ(api.call(owner, get, "/api/notifications/").integer("count"), 0);
}

TEST_F(inboxes, speak_the_language_of_their_shopper) {
    on.shop.execute("update users set locale = 'es' where id = 11");
    tell_everybody();
    EXPECT_THAT(std::string{inbox(shopper)[0].at("message").as_string()},
                testing::HasSubstr("Product en Store por 7.50 USD, ahora y hasta las"));
    EXPECT_THAT(std::string{inbox(another)[0].at("message").as_string()},
                testing::HasSubstr("Product at Store for 7.50 USD, now and until"));
}

TEST_F(inboxes, are_ones_own) {
    tell_everybody();
    for (const auto user : {shopper, another}) {
        const auto mine = inbox(user);
        ASSERT_EQ(mine.size(), 1U);
        EXPECT_EQ(mine[0].at("user"), user);
    }
    const auto theirs =
        fmt::format("/api/notifications/{}/read/", inbox(another)[0].at("id").as_int64());
    EXPECT_EQ(api.call(shopper, post, theirs).status, 404U);
    EXPECT_TRUE(inbox(another)[0].at("read_at").is_null());
    EXPECT_EQ(api.call(shopper, post, "/api/notifications/999999/read/").status, 404U);
    EXPECT_EQ(api.call(0, post, theirs).status, 401U);
}

TEST_F(inboxes, remember_the_first_reading) {
    tell_everybody();
    const auto path =
        fmt::format("/api/notifications/{}/read/", inbox(shopper)[0].at("id").as_int64());
    const auto first = api.call(shopper, post, path);
    EXPECT_EQ(first.status, 200U);
    EXPECT_TRUE(base::parse_rfc3339(first.text("read_at")));
    EXPECT_EQ(api.call(shopper, post, path, "{}").raw.body, first.raw.body);
    EXPECT_EQ(inbox(shopper)[0].at("read_at"), first.body.at("read_at"));
    const auto bad = api.call(shopper, post, path, R"({"read_at": "now"})");
    EXPECT_EQ(bad.status, 400U);
    EXPECT_TRUE(bad.body.as_object().contains("read_at"));
}

TEST_F(inboxes, tell_what_is_unread) {
    tell_everybody();
    tell_everybody();
    const auto unread = [&](std::int64_t user) {
        return api.call(user, get, "/api/notifications/?unread=true").integer("count");
    };
    EXPECT_EQ(unread(shopper), 2);
    api.call(shopper, post,
             fmt::format("/api/notifications/{}/read/", inbox(shopper)[0].at("id").as_int64()));
    EXPECT_EQ(unread(shopper), 1);
    EXPECT_EQ(api.call(shopper, get, "/api/notifications/?unread=false").integer("count"), 2);
    EXPECT_EQ(api.call(shopper, post, "/api/notifications/read_all/").integer("read"), 1);
    EXPECT_EQ(api.call(shopper, post, "/api/notifications/read_all/").integer("read"), 0);
    EXPECT_EQ(unread(shopper), 0);
    EXPECT_EQ(unread(another), 2) << "it is their own";
    EXPECT_EQ(api.call(shopper, get, "/api/notifications/?unread=x").status, 400U);
    EXPECT_EQ(api.call(0, post, "/api/notifications/read_all/").status, 401U);
}

TEST_F(inboxes, lead_to_sales_step_by_step) {
    on.shop.execute("update users set preferences = '{\"flash_promos\": false}' where id = 13");
    const auto window = tell_everybody();
    api.call(shopper, post,
             fmt::format("/api/notifications/{}/read/", inbox(shopper)[0].at("id").as_int64()));
    on.shop.execute(fmt::format(R"(
        insert into reservations (window_id, promo_id, product_id, user_id, price, status, reserved_until, completed_at,
                                  redeemed_at, pickup_code)
        select {}, 1, 1, u, 7.5, s, app_clock(), app_clock(), r, 'ABCDEFGH'
        from (values (11, 'completed', app_clock()), (12, 'completed', null), (12, 'expired', null),
                     (13, 'cancelled', null)) x (u, s, r))",
                                window.value()));
    const auto funnel = api.call(owner, get, "/api/flash-promos/1/stats/");
    EXPECT_EQ(funnel.status, 200U) << funnel.raw.body;
    const std::string steps =
        R"("matched":3,"notified":2,"opened":1,"held":4,"bought":2,"redeemed":1,)"
        R"("cancelled":1,"expired":1)";
    EXPECT_THAT(funnel.raw.body, testing::StartsWith(R"({"promo":1,)" + steps + R"(,"windows":[)"));
    const auto& first = funnel.body.at("windows").at(0).as_object();
    EXPECT_EQ(first.at("window"), window.value());
    EXPECT_EQ(first.at("state"), "open");
    EXPECT_THAT(boost::json::serialize(first), testing::HasSubstr(steps));
    EXPECT_EQ(api.call(shopper, get, "/api/flash-promos/1/stats/").status, 403U);
    EXPECT_EQ(api.call(owner, get, "/api/flash-promos/9/stats/").status, 404U);
    EXPECT_EQ(api.call(0, get, "/api/flash-promos/1/stats/").status, 401U);
}

TEST_F(inboxes, add_up_by_store_for_staff) {
    tell_everybody();
    on.shop.execute("insert into stores (owner_id, name, location) values (1, 'Other', "
                    "st_setsrid(st_makepoint(0, 0), 4326)::geography)");
    const auto path = "/api/notifications/all_stores_summary/";
    const auto summary = api.call(2, get, path);
    EXPECT_EQ(summary.status, 200U) << summary.raw.body;
    EXPECT_EQ(boost::json::serialize(summary.body.at("results")),
              R"([{"store_id":1,"store_name":"Store","total_notifications_sent":3,)"
              R"("total_notifications_delivered":3,"unique_users_notified":3},)"
              R"({"store_id":2,"store_name":"Other","total_notifications_sent":0,)"
              R"("total_notifications_delivered":0,"unique_users_notified":0}])");
    on.turn_clock("8 days");
    const auto later = api.call(2, get, fmt::format("{}?days=7&page_size=1", path));
    EXPECT_EQ(later.integer("count"), 2);
    EXPECT_EQ(later.body.at("results").at(0).at("total_notifications_sent"), 0);
    EXPECT_EQ(api.call(owner, get, path).status, 403U);
    EXPECT_EQ(api.call(0, get, path).status, 401U);
    EXPECT_EQ(api.call(2, get, fmt::format("{}?days=0", path)).status, 400U);
}

TEST_F(inboxes, count_for_the_stores_owner) {
    on.shop.execute("update users set preferences = '{\"flash_promos\": false}' where id = 13");
    tell_everybody();
    tell_everybody();
    on.fan_out(on.shop.add_window({.opens_in = "30 seconds"}));
    const auto stats = api.call(owner, get, "/api/notifications/store_stats/?days=7");
    EXPECT_EQ(stats.status, 200U) << stats.raw.body;
    const auto today = on.shop.text("select (app_clock() at time zone 'America/Bogota')::date");
    EXPECT_EQ(stats.integer("store_id"), 1);
    EXPECT_EQ(stats.text("store_name"), "Store");
    EXPECT_EQ(stats.integer("period_days"), 7);
    EXPECT_EQ(stats.text("start_date"), on.shop.text("select date '" + today + "' - 6"));
    EXPECT_EQ(stats.text("end_date"), today);
    EXPECT_EQ(stats.integer("total_notifications_sent"), 4);
    EXPECT_EQ(stats.integer("unique_users_notified"), 2);
    EXPECT_EQ(boost::json::serialize(stats.body.at("notifications_by_status")),
              R"({"delivered":4,"suppressed":3})")
        << "what is staged nobody was told";
    EXPECT_EQ(boost::json::serialize(stats.body.at("notifications_by_day")),
              fmt::format(R"({{"{}":4}})", today));
    EXPECT_EQ(boost::json::serialize(stats.body.at("notifications_by_type")),
              R"({"flash_promo":4})");

    on.turn_clock("8 days");
    EXPECT_EQ(api.call(owner, get, "/api/notifications/store_stats/?days=7")
                  .integer("total_notifications_sent"),
              0);
    EXPECT_EQ(
        api.call(owner, get, "/api/notifications/store_stats/").integer("total_notifications_sent"),
        4)
        << "30 days unless asked otherwise";
}

TEST_F(inboxes, count_for_nobody_else) {
    const auto path = "/api/notifications/store_stats/";
    EXPECT_EQ(api.call(shopper, get, path).status, 404U);
    EXPECT_EQ(api.call(shopper, get, path).text("code"), "no_store");
    EXPECT_EQ(api.call(shopper, get, "/api/notifications/store_stats/?store=1").status, 403U);
    EXPECT_EQ(api.call(owner, get, "/api/notifications/store_stats/?store=1").status, 200U);
    EXPECT_EQ(api.call(owner, get, "/api/notifications/store_stats/?store=9").status, 404U);
    EXPECT_EQ(api.call(0, get, path).status, 401U);
    for (const auto* days : {"0", "91", "x"}) {
        const auto bad = api.call(owner, get, fmt::format("{}?days={}&store=y", path, days));
        EXPECT_EQ(bad.status, 400U);
        EXPECT_TRUE(bad.body.as_object().contains("days"));
        EXPECT_TRUE(bad.body.as_object().contains("store"));
    }
}

TEST_F(inboxes, get_word_of_a_unit_that_returns_to_who_watches) {
    const auto window = tell_everybody();
    on.shop.execute("update window_counters set sold = 1");
    const auto watched = api.call(shopper, post, "/api/flash-promos/1/watch/");
    EXPECT_EQ(watched.status, 201U);
    EXPECT_EQ(watched.integer("promo"), 1);
    EXPECT_EQ(api.call(shopper, post, "/api/flash-promos/1/watch/", "{}").status, 201U);
    const auto watching = [&](std::int64_t user) {
        return api.call(user, get, "/api/flash-promos/1/watch/").body.at("watching").as_bool();
    };
    EXPECT_TRUE(watching(shopper));
    EXPECT_FALSE(watching(another));
    EXPECT_EQ(api.call(shopper, get, "/api/flash-promos/9/watch/").status, 404U);
    EXPECT_EQ(api.call(another, post, "/api/flash-promos/1/watch/").status, 201U);
    EXPECT_EQ(api.call(another, delete_, "/api/flash-promos/1/watch/").status, 204U);
    EXPECT_EQ(api.call(another, delete_, "/api/flash-promos/1/watch/").status, 204U);
    on.shop.execute("update window_counters set sold = 0");
    on.run_task("notifications.restock", {window.value()});
    on.run_outbox();
    on.bring_all();
    EXPECT_EQ(inbox(shopper)[0].at("notification_type"), "restock");
    EXPECT_FALSE(watching(shopper)) << "they have been told";
    EXPECT_EQ(inbox(another)[0].at("notification_type"), "flash_promo");
}

TEST_F(inboxes, watch_only_what_is_open) {
    on.shop.add_window({.opens_in = "1 hour", .closes_in = "2 hours"});
    const auto early = api.call(shopper, post, "/api/flash-promos/1/watch/");
    EXPECT_EQ(early.status, 400U);
    EXPECT_EQ(early.text("code"), "not_active");
    EXPECT_EQ(api.call(shopper, post, "/api/flash-promos/9/watch/").status, 404U);
    EXPECT_EQ(api.call(shopper, delete_, "/api/flash-promos/9/watch/").status, 404U);
    EXPECT_EQ(api.call(0, post, "/api/flash-promos/1/watch/").status, 401U);
    EXPECT_EQ(api.call(shopper, post, "/api/flash-promos/1/watch/", R"({"units": 1})").status,
              400U);
    EXPECT_EQ(on.shop.number("select count(*) from restock_watches"), 0);
}

} // namespace
