// The way of a notice on a real database: matched, staged, released, published, delivered.

#include "notifications/message.hpp"
#include "notifications_rig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace notifications_rig;
using testing::HasSubstr;

constexpr auto soon = "30 seconds";

class notices : public testing::Test {
protected:
    explicit notices(int shoppers = 10)
        : on{shoppers} {}

    base::window_id add_window(testing_support::window_options with = {.opens_in = soon}) {
        const auto window = on.shop.add_window(with);
        on.shop.execute(fmt::format("update flash_promos set eligible_segments = '{}', radius_m = "
                                    "{} where id = {}",
                                    with.segments, with.radius_m, window.value()));
        return window;
    }
    void set(std::int64_t shopper, const std::string& what) {
        on.shop.execute(fmt::format("update users set {} where id = {}", what, shopper));
    }

    rig on;
};

TEST_F(notices, are_invisible_until_the_window_opens_and_then_come_through_sqs) {
    const auto window = add_window();
    EXPECT_EQ(on.fan_out(window).at("candidates"), 10);
    EXPECT_EQ(on.count(window, "staged"), 10);
    on.run_outbox();
    EXPECT_TRUE(on.in_sqs.empty());

    on.turn_clock(soon);
    EXPECT_TRUE(on.open(window));
    EXPECT_FALSE(on.open(window)) << "a window is released once";
    on.run_outbox();
    EXPECT_EQ(on.count(window, "published"), 10);
    EXPECT_EQ(on.in_sqs.size(), 10U);

    on.bring_all();
    EXPECT_EQ(on.count(window, "delivered"), 10);
    EXPECT_EQ(on.shop.text("select string_agg(distinct message, '|') from notifications"),
              fmt::format("Product at Store for 7.50 USD, now and until {}.",
                          on.shop.text("select to_char(closes_at at time zone 'America/Bogota', "
                                       "'HH24:MI') from promo_windows")));
    EXPECT_EQ(on.shop.number("select count(*) from notifications where sqs_message_id like "
                             "'sqs-%' and sqs_receive_count = 1 and sent_at is not null"),
              10);
}

TEST_F(notices, wait_for_the_very_instant) {
    on.open(add_window({.opens_in = "-1 second"})); // the connection stands
    const auto window = add_window({.opens_in = "1500 milliseconds"});
    EXPECT_TRUE(on.open(window));
    // How late exactly bench/opening.py measures; here other programs may hold the machine.
    EXPECT_EQ(on.shop.text("select released_at >= opens_at and released_at < opens_at + interval "
                           "'1 second' from promo_windows where id = 2"),
              "true");
}

TEST_F(notices, windows_of_one_instant_open_together_and_each_tells_some_at_once) {
    std::vector<base::window_id> windows;
    for (int i = 0; i < 5; ++i)
        windows.push_back(add_window());
    on.shop.execute(
        "insert into notifications (window_id, user_id, window_created_on, store_id, promo_id, "
        "due_at) select w.id, 100 + n, w.created_on, 1, 1, w.opens_at from promo_windows w, "
        "generate_series(1, 700) n");
    on.turn_clock(soon);
    std::vector<std::string> released;
    on.loop.run([&]() -> async::task<> {
        async::task_group together{on.loop.executor(), {}};
        for (const auto window : windows)
            together.spawn(
                "open",
                [](rig& with, base::window_id id, std::vector<std::string>& into) -> async::task<> {
                    into.push_back(
                        boost::json::serialize(co_await with.pipeline.open_window(id, 1)));
                }(on, window, released));
        co_await together.join();
    });
    EXPECT_THAT(released, testing::ElementsAre(testing::_, testing::_, testing::_, testing::_,
                                               R"({"released":true})"));
    EXPECT_EQ(on.shop.text("select count(*) || ' in ' || count(distinct xmin::text) from "
                           "promo_windows where released_at is not null"),
              "5 in 3")
        << "two statements run at a time, and the next takes those that came meanwhile";
    EXPECT_EQ(on.shop.text("select string_agg((args ->> 0), ' ') from (select args from outbox "
                           "where task = 'notifications.publish_chunk' and (args ->> 0)::int > 2 "
                           "order by due_at limit 6) x"),
              "3 4 5 3 4 5")
        << "the first of each before the second of any";
    EXPECT_EQ(on.shop.text("select count(*) from notifications n join outbox o on n.id between "
                           "(o.args ->> 2)::bigint and (o.args ->> 3)::bigint and n.window_id = "
                           "(o.args ->> 0)::bigint where o.task = 'notifications.publish_chunk'"),
              "3500")
        << "each in one chunk";
}

TEST_F(notices, a_far_opening_comes_again_as_a_task) {
    const auto window = add_window({.opens_in = "10 minutes", .closes_in = "1 hour"});
    EXPECT_THROW(on.open(window), tasks::retry_later);
}

TEST_F(notices, match_the_segment_and_the_circle_and_not_its_box) {
    const auto window =
        add_window({.radius_m = 1000, .segments = "{new_users,regular_users}", .opens_in = soon});
    // 990 m and 1,010 m to the east, and the corner of the box.
    set(14, "location = st_project(location, 990, radians(90))");
    set(17, "location = st_project(location, 1010, radians(90))");
    set(20, "location = st_project(location, 1300, radians(45))");
    set(13, "is_active = false");
    set(16, "location = null");
    on.fan_out(window);
    EXPECT_EQ(on.shop.text("select string_agg(user_id::text, ' ' order by user_id) from "
                           "notifications"),
              "11 14 19");
}

TEST_F(notices, go_to_who_became_eligible_while_they_were_staged) {
    set(11, "location = null");
    set(12, "preferences = '{\"flash_promos\": false}'");
    const auto window = add_window();
    on.fan_out(window);
    EXPECT_EQ(on.state(window, 12), "suppressed preferences");
    set(11, "location = (select location from stores)");
    set(12, "preferences = '{}'");
    on.turn_clock(soon);
    on.open(window);
    on.run_outbox();
    EXPECT_EQ(on.in_sqs.size(), 10U) << "each once";
    EXPECT_EQ(on.count(window, "published"), 10);
}

TEST_F(notices, say_why_somebody_is_not_told) {
    const auto window = add_window();
    const auto other = add_window();
    set(11, "preferences = '{\"flash_promos\": false}'");
    // The quiet hours cross midnight by Tokyo's clock, whatever the time is.
    set(12, "time_zone = 'Asia/Tokyo', "
            "quiet_from = ((app_clock() - interval '1 hour') at time zone 'Asia/Tokyo')::time, "
            "quiet_until = ((app_clock() + interval '1 hour') at time zone 'Asia/Tokyo')::time");
    set(13, "quiet_from = ((app_clock() + interval '1 hour') at time zone 'UTC')::time, "
            "quiet_until = ((app_clock() + interval '2 hours') at time zone 'UTC')::time");
    set(14, "daily_cap = 0");
    set(15, "daily_cap = 1");
    on.fan_out(window);
    on.fan_out(other);
    EXPECT_EQ(on.state(window, 11), "suppressed preferences");
    EXPECT_EQ(on.state(window, 12), "suppressed quiet_hours");
    EXPECT_EQ(on.state(window, 13), "staged");
    EXPECT_EQ(on.state(window, 14), "suppressed daily_cap");
    EXPECT_EQ(on.state(window, 15), "staged");
    EXPECT_EQ(on.state(other, 15), "suppressed daily_cap");
}

TEST_F(notices, are_judged_again_when_they_are_published) {
    const auto window = add_window();
    on.fan_out(window);
    set(11, "preferences = '{\"flash_promos\": false}'");
    set(12, "quiet_from = '00:00', quiet_until = '24:00'");
    set(13, "is_active = false");
    set(14, "daily_cap = 0");
    on.turn_clock(soon);
    on.open(window);
    on.run_outbox();
    EXPECT_EQ(on.state(window, 11), "suppressed preferences");
    EXPECT_EQ(on.state(window, 12), "suppressed quiet_hours");
    EXPECT_EQ(on.state(window, 13), "suppressed inactive");
    EXPECT_EQ(on.state(window, 14), "suppressed daily_cap");
    EXPECT_EQ(on.in_sqs.size(), 6U);
}

TEST_F(notices, count_for_the_day_of_their_opening) {
    set(11, "daily_cap = 1");
    const auto today = add_window();
    on.fan_out(today);
    on.shop.execute("update promo_windows set opens_at = date_trunc('day', app_clock()) + "
                    "interval '1 day 1 second', closes_at = app_clock() + interval '3 days'");
    on.shop.execute("update notifications set due_at = (select opens_at from promo_windows)");
    const auto tomorrow = add_window({.opens_in = "1 day 1 minute", .closes_in = "3 days"});
    on.fan_out(tomorrow);
    EXPECT_EQ(on.state(tomorrow, 11), "suppressed daily_cap") << "staged today, told tomorrow";
}

TEST_F(notices, an_edit_in_the_staging_minute_matches_anew) {
    on.shop.execute(
        "insert into flash_promos (product_id, promo_price, start_time, end_time, starts_on) "
        "select 1, 7.50, opening::time, (opening + interval '1 hour')::time, opening::date "
        "from (select (app_clock() + interval '40 seconds') at time zone 'America/Bogota' as "
        "opening) x; select expand_promo_windows('{1}')");
    const base::window_id window{
        on.shop.number("select id from promo_windows order by opens_at limit 1")};
    on.fan_out(window);
    ASSERT_EQ(on.count(window, "staged"), 10);
    on.shop.execute("update flash_promos set eligible_segments = '{new_users}'; "
                    "select reshape_promo_windows(1)");
    EXPECT_EQ(on.fan_out(window).at("outcome"), "stale");
    EXPECT_EQ(on.fan_out(window, 2).at("outcome"), "ok");
    EXPECT_EQ(on.shop.text("select string_agg(user_id::text, ' ' order by user_id) from "
                           "notifications"),
              "11 14 17 20");
    on.turn_clock("40 seconds");
    EXPECT_FALSE(on.open(window, 1)) << "a task of the older version";
    EXPECT_TRUE(on.open(window, 2));
    on.run_outbox();
    EXPECT_EQ(on.in_sqs.size(), 4U);
}

TEST_F(notices, matching_resumes_where_it_was_interrupted) {
    const auto window = add_window();
    on.shop.execute("create function no_more() returns trigger language plpgsql as $$ begin "
                    "if new.user_id = 16 then raise 'killed'; end if; return new; end $$;"
                    "create trigger no_more before insert on notifications for each row execute "
                    "function no_more()");
    EXPECT_ANY_THROW(on.fan_out(window));
    EXPECT_EQ(on.count(window, "staged"), 4) << "the first slice stands";
    EXPECT_EQ(on.shop.text("select concat_ws(' ', staged_through_user_id, staged_at is null) from "
                           "promo_windows"),
              "14 t");
    on.shop.execute("drop trigger no_more on notifications");
    EXPECT_EQ(on.fan_out(window).at("candidates"), 6) << "what was done is not done again";
    EXPECT_EQ(on.count(window, "staged"), 10);
    EXPECT_EQ(on.fan_out(window).at("candidates"), 0);
}

TEST_F(notices, a_window_published_late_tells_each_slice_as_it_is_staged) {
    const auto window = add_window({.opens_in = "-1 second"});
    EXPECT_TRUE(on.open(window));
    on.fan_out(window);
    EXPECT_EQ(on.shop.number("select count(*) from outbox where task = "
                             "'notifications.publish_chunk'"),
              3)
        << "one chunk a slice of four";
    on.run_outbox();
    on.bring_all();
    EXPECT_EQ(on.count(window, "delivered"), 10);
}

TEST_F(notices, a_place_with_very_many_shoppers_is_gone_through_by_ids) {
    auto limits = small_limits();
    limits.matching.near_max = 3;
    limits.matching.ids_a_step = 5;
    rig by_ids{10, limits};
    const auto window = by_ids.shop.add_window({.opens_in = soon});
    by_ids.fan_out(window);
    EXPECT_EQ(by_ids.count(window, "staged"), 10);
    EXPECT_EQ(by_ids.shop.text("select staged_at is not null from promo_windows"), "true");
}

TEST_F(notices, nothing_is_delivered_while_sns_is_away_and_everything_when_it_is_back) {
    const auto window = add_window();
    on.fan_out(window);
    on.turn_clock(soon);
    on.open(window);
    on.sns_is_down = true;
    EXPECT_THROW(on.run_outbox(), base::outage);
    on.shop.execute("delete from outbox");
    EXPECT_EQ(on.count(window, "staged"), 10);

    on.sns_is_down = false;
    on.run_task("promotions.tasks.process_notification_queue");
    EXPECT_EQ(on.count(window, "staged"), 10) << "its own tries go on for a minute";
    on.turn_clock("61 seconds");
    on.run_task("promotions.tasks.process_notification_queue");
    EXPECT_EQ(on.count(window, "pending"), 10);
    on.run_task("promotions.tasks.process_notification_queue");
    EXPECT_EQ(on.shop.number("select count(*) from outbox"), 1) << "once a minute";
    on.run_outbox();
    on.bring_all();
    EXPECT_EQ(on.count(window, "delivered"), 10);
}

TEST_F(notices, what_sqs_lost_is_published_again) {
    const auto window = add_window({.opens_in = "-1 second"});
    on.open(window);
    on.fan_out(window);
    on.run_outbox();
    on.in_sqs.clear();
    on.turn_clock("61 seconds");
    on.run_task("promotions.tasks.process_notification_queue");
    on.run_outbox();
    on.bring_all();
    EXPECT_EQ(on.count(window, "delivered"), 10);
}

TEST_F(notices, a_message_that_comes_twice_is_one_notice) {
    const auto window = add_window({.opens_in = "-1 second"});
    on.open(window);
    on.fan_out(window);
    on.run_outbox();
    const auto body = on.in_sqs.front();
    EXPECT_EQ(on.bring({{"first", body, 1}, {"second", body, 1}}), (std::vector<bool>{true, true}));
    EXPECT_EQ(on.bring({{"third", body, 2}}), (std::vector<bool>{true}));
    EXPECT_EQ(on.count(window, "delivered"), 1);
    EXPECT_EQ(on.shop.number("select count(distinct sqs_message_id) from notifications"), 1);
}

TEST_F(notices, what_is_no_notice_does_not_stop_the_others) {
    const auto window = add_window({.opens_in = "-1 second"});
    on.open(window);
    on.fan_out(window);
    on.run_outbox();
    EXPECT_EQ(on.bring({{"a", "no json", 1}, {"b", on.in_sqs.front(), 1}}),
              (std::vector<bool>{false, true}));
    EXPECT_EQ(on.count(window, "delivered"), 1);
}

TEST_F(notices, of_a_window_that_was_closed_are_not_shown) {
    const auto window = add_window({.opens_in = "-1 second"});
    on.open(window);
    on.fan_out(window);
    on.run_task("notifications.publish_chunk", {window.value(), 1, 1, 4});
    on.shop.execute("select close_promo_windows(1)");
    on.run_outbox();
    on.bring_all();
    EXPECT_EQ(on.count(window, "delivered"), 0);
    EXPECT_EQ(on.shop.text("select string_agg(distinct delivery_status || ' ' || reason, '|') "
                           "from notifications"),
              "suppressed stale");
}

TEST_F(notices, end_with_their_window) {
    const auto window = add_window({.opens_in = "-1 second", .closes_in = "10 minutes"});
    on.open(window);
    on.fan_out(window);
    on.run_task("notifications.publish_chunk", {window.value(), 1, 1, 4});
    on.turn_clock("11 minutes");
    on.run_task("promotions.tasks.process_notification_queue");
    EXPECT_EQ(on.count(window, "failed"), 4);
    EXPECT_EQ(on.count(window, "suppressed"), 6);
    on.bring_all();
    EXPECT_EQ(on.count(window, "delivered"), 0) << "rather not than late";
}

TEST_F(notices, tell_those_who_wait_for_a_unit) {
    const auto window = add_window({.stock = 1, .opens_in = "-1 minute"});
    on.open(window);
    on.shop.execute("insert into restock_watches (window_id, user_id, promo_id) values "
                    "(1, 11, 1), (1, 12, 1); update window_counters set sold = 1");
    on.shop.execute("delete from outbox");
    on.run_task("notifications.restock", {window.value()});
    EXPECT_EQ(on.shop.number("select count(*) from notifications"), 0) << "it is sold out again";
    set(11, "daily_cap = 0, quiet_from = '00:00', quiet_until = '24:00'");
    on.shop.execute("update window_counters set sold = 0");
    on.run_task("notifications.restock", {window.value()});
    on.run_outbox();
    on.bring_all();
    EXPECT_EQ(
        on.shop.text("select string_agg(user_id || message, '|' order by user_id) from "
                     "notifications where notification_type = 'restock' and "
                     "delivery_status = 'delivered'"),
        on.shop.text("select string_agg(n || 'Product at Store is available again for 7.50 "
                     "USD, until ' || to_char(closes_at at time zone 'America/Bogota', "
                     "'HH24:MI') || '.', '|') from promo_windows, generate_series(11, 12) n"));

    on.shop.execute("update restock_watches set notified_at = null where user_id = 12");
    on.run_task("promotions.tasks.process_notification_queue");
    EXPECT_EQ(on.shop.text("select task || args from outbox"), "notifications.restock[1]")
        << "the net for a watch that the desk's ring missed";
    on.run_outbox();
    on.bring_all();
    EXPECT_EQ(on.shop.number("select count(*) from notifications where notification_type = "
                             "'restock'"),
              2)
        << "told again in the same notice";
}

TEST_F(notices, tasks_refuse_arguments_that_can_never_work) {
    EXPECT_THROW(on.run_task("promos.open_window", {"one", 1}), tasks::task_failure);
    EXPECT_THROW(on.run_task("notifications.fan_out", {1}), tasks::task_failure);
    EXPECT_THROW(on.run_task("notifications.fan_out", {1, 1, "third"}), tasks::task_failure);
    EXPECT_THROW(on.run_task("notifications.publish_chunk", {1, 1, 1, -1}), tasks::task_failure);
    EXPECT_EQ(on.fan_out(base::window_id{99}).at("outcome"), "stale");
    EXPECT_FALSE(on.open(base::window_id{99}));
}

} // namespace
