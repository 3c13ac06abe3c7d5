// Plans that were made while the tables were empty serve when they are full.

#include "json/text.hpp"
#include "notifications/message.hpp"
#include "notifications/pipeline.hpp"
#include "notifications_rig.hpp"

#include <gtest/gtest.h>

namespace {

using namespace notifications_rig;

constexpr int many = 20'000;

/// Rows that were read of users and notices, by index or not. Counted when a backend ends: waits
/// until only the one that asks is left.
std::int64_t rows_read(rig& on) {
    const auto until = deadline::after(10s);
    while (on.shop.number("select count(*) from pg_stat_activity where datname = "
                          "current_database() and pid <> pg_backend_pid()") > 0) {
        if (until.expired())
            throw std::runtime_error{"a backend does not end"};
    }
    return on.shop.number("select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from "
                          "pg_stat_user_tables where relname ~ '^(users|notifications_)'");
}

TEST(notices_plans, read_what_they_need_though_planned_on_empty_tables) {
    rig on{0};
    const auto window = on.shop.add_window({.opens_in = "-1 minute"});
    on.open(window);
    const auto day = *json::parse_date(on.shop.text("select created_on from promo_windows"));
    const auto message = [&](std::int64_t shopper) {
        return notifications::received_message{
            fmt::format("sqs-{}", shopper),
            notifications::encode(
                {window, base::user_id{shopper}, notifications::kind::flash_promo, day, 1, "text"}),
            1};
    };
    const auto work = [&](int messages) {
        on.run_task("notifications.publish_chunk", {window.value(), 1, 1, 500});
        std::vector<notifications::received_message> batch;
        for (int i = 0; i < messages; ++i)
            batch.push_back(message(1000 + i));
        on.bring(std::move(batch));
    };
    work(1);
    on.shop.execute(fmt::format(
        "insert into users (id, username, password_hash) overriding system value "
        "select 1000 + n, 's' || n, 'x' from generate_series(0, {0}) n;"
        "insert into notifications (window_id, user_id, window_created_on, store_id, promo_id, "
        "due_at) select 1, 1000 + n, w.created_on, 1, 1, w.opens_at from promo_windows w, "
        "generate_series(0, {0}) n",
        many - 1));
    work(100);
    on.loop.run([&] { return on.loop.pool().close(); });
    EXPECT_LT(rows_read(on), 10'000) << "500 were claimed and marked, 100 delivered";
    EXPECT_EQ(on.count(window, "published"), 400);
    EXPECT_EQ(on.count(window, "delivered"), 100);
}

TEST(notices_plans, end_and_repeat_without_reading_everything_for_each) {
    rig on{0};
    const auto window = on.shop.add_window({.opens_in = "-2 minutes"});
    on.open(window);
    const auto process = [&] { on.run_task("promotions.tasks.process_notification_queue"); };
    const auto add_notices = [&](int count) {
        on.shop.execute(fmt::format(
            "insert into notifications (window_id, user_id, window_created_on, store_id, "
            "promo_id, due_at) select 1, nextval('notifications_id_seq'), w.created_on, 1, 1, "
            "w.opens_at from promo_windows w, generate_series(1, {}) n",
            count));
    };
    add_notices(1);
    on.turn_clock("61 seconds");
    process();
    add_notices(many);
    process();
    on.shop.execute("update promo_windows set closes_at = app_clock()");
    process();
    on.loop.run([&] { return on.loop.pool().close(); });
    EXPECT_LT(rows_read(on), 10 * many) << "each was repeated once and ended once";
    EXPECT_EQ(on.count(window, "failed"), many + 1);
}

} // namespace
