// A merchant changes, extends and closes a promo while shoppers hold and buy its units.

#include "promos_rig.hpp"
#include "reservations/ledger.hpp"
#include "reservations/routes.hpp"

#include <gmock/gmock.h>

namespace {

using namespace promos_tests;
using namespace std::chrono_literals;

class promos_edit_test : public rig {
protected:
    promos_edit_test() {
        reservations::register_routes(api.routes, shopping);
        set_clock("2026-05-04T10:30:00Z"); // half an hour after the opening
        promo = add_promo(add_product(store), R"(,"stock":3,"hold_seconds":600)");
    }
    ~promos_edit_test() override {
        api.loop.run([this] { return desk.close(); });
    }

    api_answer reserve(std::int64_t user = shopper) {
        return api.call(user, post, path(promo, "reserve"));
    }
    api_answer complete(std::int64_t reservation, std::int64_t user = shopper) {
        return api.call(user, post,
                        fmt::format("/api/product-reservations/{}/complete/", reservation));
    }
    api_answer extend(std::string text) {
        return api.call(owner, post, path(promo, "extend"), std::move(text));
    }
    api_answer close() { return api.call(owner, post, path(promo, "close")); }
    boost::json::object open_window() { return read(promo).body.at("current_window").as_object(); }
    bool ledger_adds_up() {
        return api.loop
            .run([&] {
                return reservations::check_ledger(api.loop.pool(), {.overdue_max = 3s},
                                                  async::deadline::after(10s));
            })
            .adds_up();
    }

    std::int64_t store = add_store();
    std::int64_t promo = 0;
    reservations::desk desk{api.loop.executor(), api.loop.pool(), {}, api.loop.metrics()};
    /// What the live board says is open; nothing: it does not know.
    std::optional<base::window_id> on_board;
    reservations::service shopping{desk, api.loop.pool(),
                                   [this](base::promo_id) { return on_board; }};
};

TEST_F(promos_edit_test, future_windows_change_at_once_and_the_open_one_keeps_its_terms) {
    const auto hold = reserve();
    ASSERT_EQ(hold.status, 201U) << hold.raw.body;
    const auto before = windows(promo);
    const auto answer =
        change(promo, R"({"promo_price":"5.00","hold_seconds":30,"radius_m":100,"max_per_user":9,)"
                      R"("eligible_segments":["frequent_buyers"],"start_time":"09:00"})");
    ASSERT_EQ(answer.status, 200U) << answer.raw.body;
    const auto after = windows(promo);
    EXPECT_EQ(after[0], before[0]);
    EXPECT_EQ(after[1].at("promo_price").as_string(), "5.00");
    EXPECT_EQ(after[1].at("opens_at").as_string(), "2026-05-05T09:00:00Z");
    EXPECT_EQ(after[1].at("version").as_int64(), before[1].at("version").as_int64() + 1);
    EXPECT_EQ(api.value("select string_agg(distinct concat_ws(' ', hold_seconds, radius_m,"
                        " max_per_user, eligible_segments), ' ') from promo_windows"
                        " where opens_at > app_clock()"),
              "30 100 9 {frequent_buyers}");

    const auto again = reserve();
    EXPECT_EQ(again.status, 200U);
    EXPECT_EQ(again.body, hold.body) << "its price and its deadline stand";
    EXPECT_EQ(reserve(other_shopper).text("price"), "7.50") << "of the window that is open";
    EXPECT_EQ(complete(hold.integer("id")).text("price"), "7.50");
}

TEST_F(promos_edit_test, tasks_of_changed_windows_carry_their_new_version) {
    db.execute("delete from outbox");
    change(promo, R"({"start_time":"09:00","ends_on":"2026-05-05"})");
    const auto tomorrow = windows(promo)[1].at("id").as_int64();
    EXPECT_EQ(api.value("select string_agg(concat_ws('/', task, args, eta at time zone 'UTC'), ' '"
                        " order by args, task desc) from outbox"),
              fmt::format("promos.open_window/[{0}, 2]/2026-05-05 08:59:59 "
                          "notifications.fan_out/[{0}, 2]/2026-05-05 08:59:00",
                          tomorrow));
    EXPECT_EQ(api.value("select string_agg(distinct state, ' ') from promo_windows"
                        " where opens_on > '2026-05-05'"),
              "closed");
    change(promo, R"({"ends_on":null})");
    EXPECT_EQ(api.value("select string_agg(distinct state, ' ') from promo_windows"), "scheduled");
}

TEST_F(promos_edit_test, only_windows_that_differ_get_a_new_version) {
    change(promo, R"({"ends_on":"2026-05-06"})");
    EXPECT_EQ(
        api.value("select string_agg(version::text, '' order by opens_on) from promo_windows"),
        "111222222");
    const auto before = everything();
    for (const auto* text : {"{}", R"({"stock":3,"promo_price":7.5,"ends_on":"2026-05-06"})"}) {
        const auto answer = change(promo, text);
        EXPECT_EQ(answer.status, 200U);
        EXPECT_EQ(answer.body, read(promo).body);
    }
    EXPECT_EQ(everything(), before) << "nothing was changed, so nothing is stale and nothing told";
}

TEST_F(promos_edit_test, the_open_windows_stock_never_falls_below_what_is_held_and_sold) {
    complete(reserve().integer("id"));
    ASSERT_EQ(reserve(other_shopper).status, 201U);
    const auto before = everything();
    EXPECT_EQ(change(promo, R"({"stock":1,"promo_price":1})").raw.body,
              R"({"stock":["The open window has more units held and sold than that."]})");
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(change(promo, R"({"stock":2})").status, 200U);
    EXPECT_EQ(open_window().at("left").as_int64(), 0);
    EXPECT_EQ(reserve(owner).text("code"), "sold_out");
    EXPECT_EQ(change(promo, R"({"stock":3})").status, 200U);
    EXPECT_EQ(reserve(owner).status, 201U) << "a desk that said sold out believes the merchant";
    EXPECT_EQ(api.value("select string_agg(distinct stock::text, ' ') from window_counters"), "3");
    EXPECT_TRUE(ledger_adds_up());
}

TEST_F(promos_edit_test, the_open_windows_end_moves_but_not_into_the_past) {
    ASSERT_EQ(change(promo, R"({"end_time":"10:45"})").status, 200U);
    EXPECT_EQ(open_window().at("closes_at").as_string(), "2026-05-04T10:45:00Z");
    const auto before = everything();
    for (const auto* text :
         {R"({"end_time":"10:15"})", R"({"end_time":"09:30","start_time":"08:00"})"}) {
        EXPECT_EQ(change(promo, text).raw.body,
                  R"({"end_time":["The open window would have ended."]})")
            << text;
    }
    EXPECT_EQ(everything(), before);
    ASSERT_EQ(change(promo, R"({"end_time":"09:00"})").status, 200U) << "of tomorrow";
    EXPECT_EQ(open_window().at("closes_at").as_string(), "2026-05-05T09:00:00Z");
    EXPECT_EQ(api.value("select count(*) from promo_windows a join promo_windows b"
                        " on a.opens_on < b.opens_on and a.closes_at > b.opens_at"),
              "0");
    const auto hold = reserve();
    change(promo, R"({"end_time":"10:31"})");
    set_clock("2026-05-04T10:31:30Z");
    EXPECT_EQ(reserve(other_shopper).text("code"), "not_active");
    EXPECT_EQ(reserve().body, hold.body) << "a hold outlives its window";
    EXPECT_EQ(complete(hold.integer("id")).status, 200U);
}

TEST_F(promos_edit_test, extends_the_open_window_or_the_next) {
    const auto extended = extend(R"({"add_stock":2,"add_seconds":1800})");
    ASSERT_EQ(extended.status, 200U) << extended.raw.body;
    EXPECT_EQ(open_window().at("stock").as_int64(), 5);
    EXPECT_EQ(open_window().at("closes_at").as_string(), "2026-05-04T12:30:00Z");
    EXPECT_EQ(read(promo).integer("stock"), 3) << "the template stays";
    set_clock("2026-05-04T13:00:00Z");
    EXPECT_EQ(extend(R"({"add_stock":1})").body.at("current_window").at("stock").as_int64(), 4);
    EXPECT_EQ(open_window().at("opens_at").as_string(), "2026-05-05T10:00:00Z");
    EXPECT_EQ(api.value("select string_agg(details::text, ' ' order by id) from audit_log"
                        " where action = 'extended'"),
              R"({"add_stock": 2, "add_seconds": 1800} {"add_stock": 1, "add_seconds": 0})");
}

TEST_F(promos_edit_test, refuses_to_extend_without_measure) {
    const auto before = everything();
    const std::pair<const char*, const char*> cases[] = {
        {"{}", R"({"non_field_errors":["Give add_stock or add_seconds."]})"},
        {R"({"add_stock":-1,"add_seconds":"x","more":1})",
         R"({"add_seconds":["A valid integer is required."],)"
         R"("add_stock":["Ensure this value is greater than or equal to 0."],)"
         R"("more":["Unknown field."]})"},
        {R"({"add_stock":999998})",
         R"({"add_stock":["Ensure the stock is less than or equal to 1000000."]})"},
        {R"({"add_seconds":79201})",
         R"({"add_seconds":["The next window would begin before the end."]})"},
        {R"({"add_seconds":604801})",
         R"({"add_seconds":["Ensure this value is less than or equal to 604800."]})"},
    };
    for (const auto& [text, told] : cases) {
        const auto answer = extend(text);
        EXPECT_EQ(answer.status, 400U);
        EXPECT_EQ(answer.raw.body, told);
    }
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(extend(R"({"add_seconds":79200})").status, 200U) << "until the next begins";
}

TEST_F(promos_edit_test, extending_a_sold_out_window_sells_again) {
    change(promo, R"({"stock":1})");
    ASSERT_EQ(reserve().status, 201U);
    EXPECT_EQ(reserve(other_shopper).text("code"), "sold_out");
    db.execute(fmt::format("insert into restock_watches (window_id, user_id, promo_id)"
                           " values ({}, {}, {})",
                           open_window().at("id").as_int64(), other_shopper, promo));
    EXPECT_EQ(extend(R"({"add_stock":1})").status, 200U);
    EXPECT_EQ(api.value("select count(*) from outbox where task = 'notifications.restock'"), "1");
    EXPECT_EQ(reserve(other_shopper).status, 201U);
}

TEST_F(promos_edit_test, closing_ends_the_open_window_and_all_to_come) {
    const auto hold = reserve();
    const auto closed = close();
    ASSERT_EQ(closed.status, 200U) << closed.raw.body;
    EXPECT_EQ(closed.text("status"), "closed");
    EXPECT_TRUE(closed.body.at("current_window").is_null());
    EXPECT_EQ(reserve(other_shopper).text("code"), "not_active");
    EXPECT_EQ(complete(hold.integer("id")).status, 200U) << "holds keep their deadline";
    EXPECT_EQ(api.value("select count(*) from promo_windows where state <> 'closed'"), "0");
    EXPECT_EQ(extend(R"({"add_stock":1})").text("code"), "no_window");

    const auto after = everything();
    EXPECT_EQ(close().body, closed.body) << "a repeat is harmless";
    EXPECT_EQ(everything(), after);
    EXPECT_EQ(audit(), "created closed");
    EXPECT_TRUE(ledger_adds_up());
}

TEST_F(promos_edit_test, what_was_open_when_it_closed_stays_closed) {
    close();
    ASSERT_EQ(change(promo, R"({"is_active":true})").status, 200U);
    EXPECT_EQ(read(promo).text("status"), "scheduled");
    EXPECT_EQ(windows(promo)[0].at("state").as_string(), "closed");
    EXPECT_EQ(reserve().text("code"), "not_active");
    set_clock("2026-05-05T10:00:01Z");
    EXPECT_EQ(reserve().status, 201U);
}

TEST_F(promos_edit_test, a_deleted_promo_keeps_its_reservations) {
    const auto hold = reserve();
    EXPECT_EQ(api.call(owner, delete_, path(promo)).status, 204U);
    EXPECT_EQ(reserve(other_shopper).status, 404U);
    EXPECT_EQ(complete(hold.integer("id")).status, 200U);
    EXPECT_EQ(api.call(shopper, get, "/api/product-reservations/").integer("count"), 1);
}

TEST_F(promos_edit_test, a_board_that_has_not_heard_misleads_nobody) {
    on_board = base::window_id{open_window().at("id").as_int64()};
    EXPECT_EQ(reserve().status, 201U);
    change(promo, R"({"end_time":"10:31"})");
    set_clock("2026-05-05T10:00:01Z");
    const auto next = reserve();
    EXPECT_EQ(next.status, 201U) << "in the window that is open now";
    EXPECT_EQ(api.value("select window_id from reservations order by id desc limit 1"),
              std::to_string(open_window().at("id").as_int64()));

    close();
    on_board = base::window_id{windows(promo)[1].at("id").as_int64()};
    EXPECT_EQ(reserve(other_shopper).text("code"), "not_active");
    EXPECT_EQ(reserve().body, next.body) << "a hold is found in a closed window too";
    api.call(owner, delete_, path(promo));
    EXPECT_EQ(reserve(other_shopper).status, 404U);
}

TEST_F(promos_edit_test, a_skipped_window_stays_skipped_when_the_promo_ends) {
    set_clock("2026-03-07T12:00:00Z");
    const auto one =
        made(api.call(owner, post, "/api/flash-promos/",
                      body(add_product(add_store("America/New_York")), "", "02:30", "03:10")));
    EXPECT_EQ(windows(one)[0].at("state").as_string(), "skipped");
    EXPECT_EQ(change(one, R"({"is_active":false})").status, 200U);
    EXPECT_EQ(windows(one)[0].at("state").as_string(), "skipped");
    EXPECT_EQ(change(one, R"({"is_active":true,"end_time":"04:00"})").status, 200U);
    EXPECT_EQ(windows(one)[0].at("state").as_string(), "scheduled");
}

TEST_F(promos_edit_test, a_window_that_would_begin_while_another_is_open_is_skipped) {
    // Mondays only; then every day and almost all day long, so that Sunday's would still be open.
    change(promo, R"({"weekdays":[1]})");
    ASSERT_EQ(change(promo, R"({"weekdays":[1,7],"start_time":"13:00","end_time":"12:00",)"
                            R"("starts_on":"2026-05-01"})")
                  .status,
              200U);
    EXPECT_EQ(api.value("select count(*) from promo_windows a join promo_windows b"
                        " on a.opens_on < b.opens_on and a.closes_at > b.opens_at"
                        " and a.state = 'scheduled' and b.state = 'scheduled'"),
              "0");
}

} // namespace
