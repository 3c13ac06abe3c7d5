// The desk's verdicts, one after another, on a real database.

#include "reservations/desk.hpp"
#include "reservations/tasks.hpp"
#include "support/shop.hpp"

#include <gtest/gtest.h>

namespace {

using namespace reservations;
using namespace std::chrono_literals;
using base::window_id;
using testing_support::window_options;

constexpr double store_latitude = 6.25;
constexpr double store_longitude = -75.57;

class desk_test : public testing::Test {
protected:
    ~desk_test() override {
        loop.run([this] { return desk.close(); });
    }

    desk_answer ask(window_id window, desk_request request) {
        return loop.run([&] { return desk.ask(window, request, async::deadline::after(10s)); });
    }

    static desk_request request_of(request_kind kind, std::int64_t user, std::int64_t id = 0) {
        desk_request request{.kind = kind};
        request.shopper = request.actor = base::user_id{user};
        request.reservation = base::reservation_id{id};
        return request;
    }

    desk_answer reserve(window_id window, std::int64_t user, std::string key = {},
                        std::string hash = "h") {
        auto request = request_of(request_kind::reserve, user);
        if (!key.empty())
            request.idempotency = idempotency{std::move(key), std::move(hash)};
        return ask(window, request);
    }

    desk_answer act(request_kind kind, window_id window, const desk_answer& on,
                    std::optional<std::string> code = "ABCD2345", std::string key = {}) {
        auto request = request_of(kind, on.reservation->user.value(), on.reservation->id.value());
        request.code = std::move(code);
        if (!key.empty())
            request.idempotency = idempotency{std::move(key), "h"};
        return ask(window, request);
    }

    void move_clock(const std::string& to) {
        shop.execute("update clock_offset set shift = '" + to + "'");
    }

    testing_support::shop shop{40};
    testing_support::pool_loop loop{shop.database().app()};
    // Long enough that no test depends on its end.
    reservations::desk desk{
        loop.executor(), loop.pool(), {}, loop.metrics(), {.limits = {.sold_out_for = 10s}}};
};

TEST_F(desk_test, grants_a_hold_and_repeats_it) {
    const auto window = shop.add_window();
    const auto first = reserve(window, 11);
    ASSERT_EQ(first.verdict, verdict::granted);
    EXPECT_EQ(first.reservation->reserved_until - first.reservation->created_at, 60s);
    EXPECT_EQ(first.reservation->price.to_string(), "7.50");
    EXPECT_EQ(first.reservation->status, status::reserved);
    EXPECT_EQ(first.reservation->promo, base::promo_id{1});
    const auto again = reserve(window, 11);
    EXPECT_EQ(again.verdict, verdict::already_held);
    EXPECT_EQ(again.reservation->id, first.reservation->id);
    EXPECT_EQ(again.reservation->reserved_until, first.reservation->reserved_until);
    EXPECT_EQ(shop.counters(window), "1 0 10");
}

TEST_F(desk_test, sells_no_more_than_there_is) {
    const auto window = shop.add_window({.stock = 2});
    EXPECT_EQ(reserve(window, 11).verdict, verdict::granted);
    const auto second = reserve(window, 12);
    EXPECT_EQ(second.verdict, verdict::granted);
    EXPECT_EQ(reserve(window, 13).verdict, verdict::sold_out);
    EXPECT_EQ(reserve(window, 12).verdict, verdict::already_held) << "by the unlocked read";
    EXPECT_NE(loop.metrics().to_text().find("marketplace_desk_sold_out_reads_total 2"),
              std::string::npos);
    EXPECT_EQ(act(request_kind::cancel, window, second).verdict, verdict::done);
    EXPECT_EQ(reserve(window, 13).verdict, verdict::granted) << "the unit is sellable at once";
}

TEST_F(desk_test, tests_segment_and_place) {
    const auto some = shop.add_window({.segments = "{new_users,regular_users}"});
    EXPECT_EQ(reserve(some, 11).verdict, verdict::granted);
    EXPECT_EQ(reserve(some, 12).verdict, verdict::not_eligible);
    EXPECT_EQ(reserve(some, 13).verdict, verdict::granted);
    EXPECT_EQ(reserve(some, 99'999).verdict, verdict::not_eligible) << "nobody";

    auto far = request_of(request_kind::reserve, 14);
    far.claimed = base::geo_point::from_degrees(store_latitude + 0.02, store_longitude);
    EXPECT_EQ(ask(some, far).verdict, verdict::too_far) << "2.2 km";
    far.claimed = base::geo_point::from_degrees(store_latitude + 0.017, store_longitude);
    EXPECT_EQ(ask(some, far).verdict, verdict::granted) << "1.9 km";

    shop.execute("update users set location = null where id = 17");
    EXPECT_EQ(reserve(some, 17).verdict, verdict::location_unknown);
    shop.execute("update stores set reserve_radius_check = false");
    EXPECT_EQ(reserve(some, 17).verdict, verdict::granted);
    shop.execute("update users set is_active = false where id = 20");
    EXPECT_EQ(reserve(some, 20).verdict, verdict::not_eligible);
}

TEST_F(desk_test, only_while_the_window_is_open) {
    EXPECT_EQ(reserve(shop.add_window({.opens_in = "1 minute"}), 11).verdict, verdict::not_active);
    EXPECT_EQ(reserve(shop.add_window({.closes_in = "-1 second"}), 11).verdict,
              verdict::not_active);
    EXPECT_EQ(reserve(window_id{4711}, 11).verdict, verdict::not_active) << "no such window";
    const auto window = shop.add_window();
    const auto held = reserve(window, 11);
    EXPECT_EQ(shop.number("select close_promo_windows(3)"), 1);
    EXPECT_EQ(reserve(window, 12).verdict, verdict::not_active);
    EXPECT_EQ(reserve(window, 11).verdict, verdict::already_held);
    EXPECT_EQ(act(request_kind::complete, window, held).verdict, verdict::done)
        << "a hold keeps its deadline";
}

TEST_F(desk_test, counts_what_a_shopper_bought) {
    const auto window = shop.add_window({.max_per_user = 2});
    for (int i = 0; i < 2; ++i) {
        const auto held = reserve(window, 11);
        ASSERT_EQ(held.verdict, verdict::granted);
        ASSERT_EQ(act(request_kind::complete, window, held).verdict, verdict::done);
    }
    EXPECT_EQ(reserve(window, 11).verdict, verdict::limit_reached);
    EXPECT_EQ(shop.counters(window), "0 2 10");
}

TEST_F(desk_test, completes_once) {
    const auto window = shop.add_window();
    const auto held = reserve(window, 11);
    const auto bought = act(request_kind::complete, window, held, "AAAA2222");
    EXPECT_EQ(bought.verdict, verdict::done);
    EXPECT_TRUE(bought.reservation->is_completed());
    EXPECT_EQ(bought.reservation->pickup_code, "AAAA2222");
    const auto again = act(request_kind::complete, window, held, "BBBB3333");
    EXPECT_EQ(again.verdict, verdict::repeated);
    EXPECT_EQ(again.reservation->pickup_code, "AAAA2222");
    EXPECT_EQ(shop.counters(window), "0 1 10");

    auto foreign = held;
    foreign.reservation->user = base::user_id{12};
    EXPECT_EQ(act(request_kind::complete, window, foreign).verdict, verdict::not_found);
}

TEST_F(desk_test, the_databases_clock_ends_a_hold) {
    const auto window = shop.add_window({.stock = 1});
    const auto held = reserve(window, 11);
    move_clock("60 seconds");
    EXPECT_EQ(act(request_kind::complete, window, held).verdict, verdict::expired);
    EXPECT_EQ(act(request_kind::cancel, window, held).verdict, verdict::expired);
    EXPECT_EQ(shop.counters(window), "0 0 1");
    EXPECT_EQ(reserve(window, 12).verdict, verdict::granted);
    move_clock("120 seconds");
    EXPECT_EQ(reserve(window, 11).verdict, verdict::granted) << "releases another's overdue hold";
    EXPECT_EQ(shop.counters(window), "1 0 1");
}

TEST_F(desk_test, releases_others_only_when_units_are_short) {
    const auto window = shop.add_window({.stock = 3, .hold_seconds = 1});
    reserve(window, 11);
    reserve(window, 12);
    move_clock("10 seconds");
    EXPECT_EQ(reserve(window, 13).verdict, verdict::granted);
    EXPECT_GE(shop.number("select held from window_counters"), 1);
    EXPECT_EQ(reserve(window, 14).verdict, verdict::granted);
    EXPECT_EQ(reserve(window, 15).verdict, verdict::granted);
    EXPECT_EQ(shop.counters(window), "3 0 3");
}

TEST_F(desk_test, cancels) {
    const auto window = shop.add_window({.max_per_user = 5});
    const auto hold = reserve(window, 11);
    EXPECT_EQ(act(request_kind::cancel, window, hold).verdict, verdict::done);
    EXPECT_EQ(act(request_kind::cancel, window, hold).verdict, verdict::repeated);
    EXPECT_EQ(act(request_kind::complete, window, hold).verdict, verdict::cancelled);

    const auto bought = reserve(window, 11);
    act(request_kind::complete, window, bought);
    EXPECT_EQ(shop.counters(window), "0 1 10");
    EXPECT_EQ(act(request_kind::cancel, window, bought).verdict, verdict::done);
    EXPECT_EQ(shop.counters(window), "0 0 10");

    const auto handed_over = reserve(window, 11);
    act(request_kind::complete, window, handed_over);
    act(request_kind::redeem, window, handed_over);
    EXPECT_EQ(act(request_kind::cancel, window, handed_over).verdict, verdict::already_redeemed);
    EXPECT_EQ(act(request_kind::store_cancel, window, handed_over).verdict, verdict::done);

    const auto late = reserve(window, 11);
    act(request_kind::complete, window, late);
    move_clock("2 hours");
    EXPECT_EQ(act(request_kind::cancel, window, late).verdict, verdict::not_active);
    EXPECT_EQ(act(request_kind::store_cancel, window, late).verdict, verdict::done);
    EXPECT_EQ(shop.counters(window), "0 0 10");
}

TEST_F(desk_test, redeems_with_the_code) {
    const auto window = shop.add_window();
    const auto held = reserve(window, 11);
    EXPECT_EQ(act(request_kind::redeem, window, held).verdict, verdict::not_completed);
    act(request_kind::complete, window, held, "AAAA2222");
    EXPECT_EQ(act(request_kind::redeem, window, held, "BBBB3333").verdict, verdict::wrong_code);
    EXPECT_EQ(act(request_kind::redeem, window, held, "AAAA2222").verdict, verdict::done);
    EXPECT_EQ(act(request_kind::redeem, window, held, std::nullopt).verdict, verdict::repeated);
    EXPECT_EQ(shop.number("select count(*) from audit_log where action = 'redeemed'"), 1);
}

TEST_F(desk_test, answers_a_key_once) {
    const auto window = shop.add_window({.stock = 1});
    const auto first = reserve(window, 11, "k");
    EXPECT_EQ(first.verdict, verdict::granted);
    const auto replayed = reserve(window, 11, "k");
    EXPECT_EQ(replayed.verdict, verdict::replayed_created);
    EXPECT_EQ(replayed.reservation->id, first.reservation->id);
    EXPECT_EQ(reserve(window, 11, "k", "other").verdict, verdict::key_reused);
    EXPECT_EQ(reserve(window, 12, "k").verdict, verdict::sold_out) << "keys belong to users";

    act(request_kind::complete, window, first, "AAAA2222", "c");
    EXPECT_EQ(act(request_kind::complete, window, first, "BBBB3333", "c").verdict,
              verdict::replayed);
    EXPECT_EQ(reserve(window, 11, "k").verdict, verdict::replayed_created);
    act(request_kind::cancel, window, first);
    EXPECT_EQ(reserve(window, 12, "k").verdict, verdict::granted) << "a refusal is judged anew";
    EXPECT_EQ(shop.counters(window), "1 0 1");
}

TEST_F(desk_test, forgets_a_key_after_a_day) {
    const auto window = shop.add_window({.closes_in = "48 hours"});
    const auto first = reserve(window, 11, "k");
    move_clock("24 hours 1 second");
    const auto second = reserve(window, 11, "k", "other");
    EXPECT_EQ(second.verdict, verdict::granted);
    EXPECT_NE(second.reservation->id, first.reservation->id);
    EXPECT_EQ(reserve(window, 11, "k", "other").verdict, verdict::replayed_created);
}

TEST_F(desk_test, rings_those_who_wait_for_a_unit) {
    const auto window = shop.add_window({.stock = 1});
    const auto held = reserve(window, 11);
    act(request_kind::cancel, window, held);
    EXPECT_EQ(shop.number("select count(*) from outbox"), 0) << "nobody waits";
    const auto again = reserve(window, 11);
    shop.execute("insert into restock_watches (window_id, user_id, promo_id) values (1, 12, 1)");
    act(request_kind::cancel, window, again);
    EXPECT_EQ(shop.text("select task || args from outbox"), "notifications.restock[1]");
}

TEST_F(desk_test, extends_and_closes_through_the_lock) {
    const auto window = shop.add_window({.stock = 2});
    reserve(window, 11);
    reserve(window, 12);
    EXPECT_EQ(reserve(window, 13).verdict, verdict::sold_out);
    EXPECT_EQ(shop.text("select edit_open_window(1, 1, null)"), "stock") << "two are held";
    shop.execute("insert into restock_watches (window_id, user_id, promo_id) values (1, 14, 1)");
    EXPECT_EQ(shop.text("select extend_promo_window(1, 1, 0)"), "ok");
    EXPECT_EQ(shop.text("select task || args from outbox"), "notifications.restock[1]");
    const auto revision = shop.number("select revision from window_counters");
    loop.run([&]() -> async::task<> {
        desk.note_revision(window, revision);
        co_return;
    });
    EXPECT_EQ(reserve(window, 13).verdict, verdict::granted) << "at once: the revision is newer";
    EXPECT_EQ(shop.number("select close_promo_windows(1)"), 1);
    EXPECT_EQ(reserve(window, 14).verdict, verdict::not_active);
    EXPECT_EQ(shop.text("select extend_promo_window(1, 9, 0)"), "none");
}

TEST_F(desk_test, tells_of_each_revision_once) {
    std::vector<std::string> told;
    desk.on_counters_changed([&](const counters_changed& what) {
        told.push_back(fmt::format("{} {} {}", what.window.value(), what.revision, what.left));
    });
    const auto window = shop.add_window({.stock = 2});
    reserve(window, 11);
    reserve(window, 11);
    reserve(window, 12);
    EXPECT_EQ(told, (std::vector<std::string>{"1 1 1", "1 2 0"}));
}

TEST_F(desk_test, an_expired_hold_is_sold_within_100_ms_of_its_deadline) {
    const auto window = shop.add_window({.stock = 1, .hold_seconds = 1});
    async::event freed{loop.executor()};
    bool is_free = false;
    desk.on_counters_changed([&](const counters_changed& what) {
        is_free = what.left > 0;
        freed.notify_all();
    });
    const auto held = reserve(window, 11);
    EXPECT_EQ(reserve(window, 12).verdict, verdict::sold_out);
    loop.run([&]() -> async::task<> {
        while (!is_free)
            EXPECT_TRUE(co_await freed.wait_until(async::deadline::after(5s)));
    });
    const auto resold = reserve(window, 12);
    ASSERT_EQ(resold.verdict, verdict::granted);
    const auto late = resold.reservation->created_at - held.reservation->reserved_until;
    EXPECT_GE(late, 0us);
    EXPECT_LT(late, 100ms);
}

TEST_F(desk_test, the_sweep_releases_what_no_timer_did) {
    std::vector<window_id> windows;
    for (int i = 0; i < 3; ++i)
        windows.push_back(shop.add_window({.hold_seconds = 30}));
    for (const auto window : windows)
        reserve(window, 11);
    reserve(windows[2], 12);
    std::vector<std::int32_t> left;
    const auto sweep = [&] {
        return loop.run([&] {
            return reservations::sweep(
                loop.pool(), [&](const counters_changed& what) { left.push_back(what.left); },
                async::deadline::after(10s));
        });
    };
    EXPECT_EQ(sweep(), 0U) << "none is overdue";
    move_clock("31 seconds");
    EXPECT_EQ(sweep(), 3U);
    EXPECT_EQ(left, (std::vector{10, 10, 10}));
    EXPECT_EQ(sweep(), 0U);
    EXPECT_EQ(shop.number("select count(*) from reservations where status = 'expired'"), 4);
}

TEST_F(desk_test, the_serving_role_may_not_rewrite_history) {
    for (const char* sql :
         {"delete from reservations", "delete from users", "update audit_log set action = 'x'",
          "delete from audit_log", "update clock_offset set shift = '1 hour'",
          "create table mine (id bigint)", "drop table outbox"}) {
        EXPECT_THROW(shop.execute(fmt::format("set role marketplace_app; {}", sql)), std::exception)
            << sql;
    }
    shop.execute("set role marketplace_app; insert into audit_log (action, object_type) "
                 "values ('x', 'y')");
}

TEST_F(desk_test, months_of_inboxes_come_and_go) {
    shop.execute("set role marketplace_app; select add_notifications_month('2031-05-17'); "
                 "select add_notifications_month('2031-05-31');");
    shop.execute("insert into notifications (window_id, user_id, window_created_on, store_id, "
                 "promo_id) values (1, 11, '2031-05-01', 1, 1), (1, 12, '2031-05-31', 1, 1)");
    EXPECT_EQ(shop.number("select count(*) from notifications_2031_05"), 2);
    shop.execute("set role marketplace_app; select drop_notifications_months('2031-06-01')");
    EXPECT_EQ(shop.text("select to_regclass('notifications_2031_05')"), "");
}

} // namespace
