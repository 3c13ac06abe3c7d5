// check --ledger: what is wrong is found, named and repaired.

#include "reservations/ledger.hpp"
#include "support/shop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace reservations;
using namespace std::chrono_literals;
using testing::HasSubstr;

class ledger_test : public testing::Test {
protected:
    ledger_report check(bool repair = false) {
        return loop.run([&] {
            return check_ledger(loop.pool(), {.repair = repair, .overdue_max = 3s, .slice = 2},
                                async::deadline::after(30s));
        });
    }

    void add_rows(int window, int user, const std::string& status, const std::string& until) {
        shop.execute(fmt::format(
            "insert into reservations (window_id, promo_id, product_id, user_id, price, status, "
            "reserved_until, completed_at, pickup_code) values ({0}, {0}, 1, {1}, 7.5, '{2}', "
            "app_clock() + interval '{3}', app_clock(), 'ABCD2345')",
            window, user, status, until));
    }

    testing_support::shop shop{20};
    testing_support::pool_loop loop{shop.database().app()};
};

TEST_F(ledger_test, counts_every_window) {
    for (int i = 0; i < 5; ++i)
        shop.add_window();
    add_rows(1, 11, "reserved", "1 minute");
    add_rows(4, 11, "completed", "-1 minute");
    add_rows(5, 11, "expired", "-1 minute");
    shop.execute("update window_counters set held = 1 where window_id = 1; "
                 "update window_counters set sold = 1 where window_id = 4");
    const auto report = check();
    EXPECT_EQ(report.windows, 5);
    EXPECT_TRUE(report.adds_up());
}

TEST_F(ledger_test, finds_and_repairs_a_corrupted_window) {
    for (int i = 0; i < 4; ++i)
        shop.add_window();
    add_rows(3, 11, "reserved", "1 minute");
    shop.execute("update window_counters set sold = 4 where window_id = 3");
    auto report = check();
    ASSERT_EQ(report.disagreements.size(), 1U);
    EXPECT_EQ(report.disagreements[0].window, base::window_id{3});
    EXPECT_EQ(report.disagreements[0].why, "held is 0, its rows are 1; sold is 4, its rows are 0");
    EXPECT_FALSE(report.disagreements[0].repaired);

    report = check(true);
    ASSERT_EQ(report.disagreements.size(), 1U);
    EXPECT_TRUE(report.disagreements[0].repaired);
    EXPECT_TRUE(check().adds_up());
    EXPECT_EQ(shop.counters(base::window_id{3}), "1 0 10");
    EXPECT_EQ(shop.text("select details -> 'before' ->> 'sold' from audit_log "
                        "where action = 'repaired' and object_id = 3"),
              "4");
}

TEST_F(ledger_test, finds_what_counters_do_not_show) {
    for (int i = 0; i < 4; ++i)
        shop.add_window({.stock = 2});
    for (int i = 0; i < 3; ++i)
        add_rows(1, 11 + i, "completed", "-1 minute");
    shop.execute("alter table window_counters drop constraint window_counters_not_oversold; "
                 "update window_counters set sold = 3 where window_id = 1");
    add_rows(2, 11, "completed", "-1 minute");
    add_rows(2, 11, "reserved", "1 minute");
    shop.execute("update window_counters set sold = 1, held = 1 where window_id = 2");
    add_rows(3, 11, "reserved", "-4 seconds");
    shop.execute("update window_counters set held = 1 where window_id = 3");
    shop.execute("drop index reservations_one_active_hold");
    add_rows(4, 12, "reserved", "1 minute");
    add_rows(4, 12, "reserved", "1 minute");
    shop.execute("update window_counters set held = 2 where window_id = 4");

    const auto report = check();
    ASSERT_EQ(report.disagreements.size(), 4U);
    EXPECT_EQ(report.disagreements[0].why, "0 held and 3 sold of 2");
    EXPECT_EQ(report.disagreements[1].why, "1 shoppers over the limit of 1");
    EXPECT_EQ(report.disagreements[2].why, "1 holds overdue");
    EXPECT_THAT(report.disagreements[3].why, HasSubstr("1 shoppers with a second active hold"));
}

} // namespace
