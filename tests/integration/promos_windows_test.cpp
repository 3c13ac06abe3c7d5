// From a merchant's wall times to the instants of windows: zones, clock changes, calendars.

#include "promos_rig.hpp"

#include <gmock/gmock.h>

namespace {

using namespace promos_tests;
using testing::ElementsAre;
using testing::HasSubstr;

class promos_windows_test : public rig {
protected:
    std::vector<std::string> dates(std::int64_t promo) {
        std::vector<std::string> all;
        for (const auto& window : windows(promo))
            all.emplace_back(window.at("opens_on").as_string());
        return all;
    }
};

struct opening {
    const char* zone;
    const char* day;
    const char* start;
    const char* end;
    const char* opens_at;
    const char* closes_at;
    bool skipped = false;
};

// By Python's zoneinfo, fold 0: the first of a fold, forward in a gap.
constexpr opening openings[] = {
    {"America/Bogota", "2026-03-08", "10:00", "12:00", "2026-03-08T15:00:00Z",
     "2026-03-08T17:00:00Z"},
    {"America/New_York", "2026-03-08", "02:30", "04:00", "2026-03-08T07:30:00Z",
     "2026-03-08T08:00:00Z"},
    {"America/New_York", "2026-03-08", "02:15", "02:45", "2026-03-08T07:15:00Z",
     "2026-03-08T07:45:00Z"},
    {"America/New_York", "2026-03-08", "02:30", "03:10", "2026-03-08T07:30:00Z",
     "2026-03-08T07:10:00Z", true},
    {"America/New_York", "2026-11-01", "01:30", "02:30", "2026-11-01T05:30:00Z",
     "2026-11-01T07:30:00Z"},
    {"America/New_York", "2026-11-01", "00:30", "01:30", "2026-11-01T04:30:00Z",
     "2026-11-01T05:30:00Z"},
    {"Europe/Madrid", "2026-03-29", "01:30", "03:30", "2026-03-29T00:30:00Z",
     "2026-03-29T01:30:00Z"},
    {"Europe/Madrid", "2026-10-25", "02:30", "03:00", "2026-10-25T00:30:00Z",
     "2026-10-25T02:00:00Z"},
    // Half an hour of summer time.
    {"Australia/Lord_Howe", "2026-10-04", "02:10", "02:40", "2026-10-03T15:40:00Z",
     "2026-10-03T15:40:00Z", true},
    {"Australia/Lord_Howe", "2026-04-05", "01:45", "02:00", "2026-04-04T14:45:00Z",
     "2026-04-04T15:30:00Z"},
    // Midnight itself does not exist, or comes twice.
    {"America/Santiago", "2026-09-06", "00:15", "02:00", "2026-09-06T04:15:00Z",
     "2026-09-06T05:00:00Z"},
    {"America/Santiago", "2026-09-05", "23:30", "00:30", "2026-09-06T03:30:00Z",
     "2026-09-06T04:30:00Z"},
    {"America/Santiago", "2026-04-04", "23:30", "00:15", "2026-04-05T02:30:00Z",
     "2026-04-05T04:15:00Z"},
    {"Africa/Cairo", "2026-04-24", "00:30", "01:15", "2026-04-23T22:30:00Z", "2026-04-23T22:15:00Z",
     true},
    {"America/St_Johns", "2026-03-08", "01:00", "05:00", "2026-03-08T04:30:00Z",
     "2026-03-08T07:30:00Z"},
    {"Asia/Kathmandu", "2026-10-25", "18:00", "06:00", "2026-10-25T12:15:00Z",
     "2026-10-26T00:15:00Z"},
    {"Pacific/Chatham", "2026-09-27", "02:50", "03:50", "2026-09-26T14:05:00Z",
     "2026-09-26T14:05:00Z", true},
    {"Pacific/Chatham", "2026-04-05", "02:50", "03:44", "2026-04-04T13:05:00Z",
     "2026-04-04T13:59:00Z"},
    {"Pacific/Kiritimati", "2028-02-29", "09:00", "10:00", "2028-02-28T19:00:00Z",
     "2028-02-28T20:00:00Z"},
    {"Europe/Lisbon", "2028-02-29", "23:00", "01:00", "2028-02-29T23:00:00Z",
     "2028-03-01T01:00:00Z"},
    // It would still be open when the next day's begins, which is an hour early that day.
    {"America/New_York", "2026-03-07", "03:10", "02:50", "2026-03-07T08:10:00Z",
     "2026-03-08T07:10:00Z"},
};

TEST_F(promos_windows_test, wall_times_become_instants_in_every_zone) {
    for (const auto& wanted : openings) {
        SCOPED_TRACE(fmt::format("{} {} {}-{}", wanted.zone, wanted.day, wanted.start, wanted.end));
        set_clock(fmt::format("{}T00:00:00Z", wanted.day));
        advance_clock("-3 days");
        const auto promo =
            made(api.call(owner, post, "/api/flash-promos/",
                          body(add_product(add_store(wanted.zone)),
                               fmt::format(R"(,"starts_on":"{0}","ends_on":"{0}")", wanted.day),
                               wanted.start, wanted.end)));
        const auto all = windows(promo);
        ASSERT_EQ(all.size(), 1U);
        const auto& window = all[0].as_object();
        EXPECT_EQ(window.at("opens_on").as_string(), wanted.day);
        EXPECT_EQ(window.at("opens_at").as_string(), wanted.opens_at);
        EXPECT_EQ(window.at("closes_at").as_string(), wanted.closes_at);
        EXPECT_EQ(window.at("state").as_string(), wanted.skipped ? "skipped" : "scheduled");
        if (wanted.skipped) {
            EXPECT_THAT(std::string{window.at("skip_reason").as_string()},
                        HasSubstr("do not exist on this day"));
        } else {
            EXPECT_TRUE(window.at("skip_reason").is_null());
        }
    }
}

TEST_F(promos_windows_test, a_skipped_window_never_opens_and_has_no_tasks) {
    set_clock("2026-03-07T00:00:00Z");
    const auto promo = made(
        api.call(owner, post, "/api/flash-promos/",
                 body(add_product(add_store("America/New_York")),
                      R"(,"starts_on":"2026-03-08","ends_on":"2026-03-08")", "02:30", "03:10")));
    EXPECT_EQ(api.value("select count(*) from outbox"), "0");
    set_clock("2026-03-08T07:10:00Z");
    EXPECT_EQ(read(promo).text("status"), "ended");
    EXPECT_TRUE(read(promo).body.at("current_window").is_null());
}

// A year of daily windows in ten zones, expanded from week to week as the hourly task does.
TEST_F(promos_windows_test, a_year_in_ten_zones_has_one_window_a_day_and_none_overlap) {
    const char* const zones[] = {"America/Bogota",      "America/New_York", "America/Santiago",
                                 "America/St_Johns",    "Europe/Madrid",    "Africa/Cairo",
                                 "Australia/Lord_Howe", "Pacific/Chatham",  "Asia/Kathmandu",
                                 "Pacific/Kiritimati"};
    const std::pair<const char*, const char*> times[] = {{"10:00", "12:00"},
                                                         {"22:00", "01:30"},
                                                         {"02:10", "02:40"},
                                                         {"02:30", "03:10"},
                                                         {"03:10", "02:50"}};
    set_clock("2026-01-01T12:00:00Z");
    for (const auto* zone : zones) {
        const auto product = add_product(add_store(zone));
        for (const auto& [start, end] : times) {
            made(api.call(
                owner, post, "/api/flash-promos/",
                body(product, R"(,"starts_on":"2026-01-03","ends_on":"2027-01-02")", start, end)));
        }
    }
    for (int week = 0; week < 53; ++week) {
        db.execute("select expand_promo_windows(array_agg(id)) from flash_promos");
        advance_clock("7 days");
    }
    EXPECT_EQ(api.value("select count(*) from promo_windows"), std::to_string(365 * 50));
    EXPECT_EQ(api.value("select count(*) from (select lead(opens_at) over (partition by promo_id"
                        " order by opens_on) < closes_at as too_late from promo_windows"
                        " where state = 'scheduled') x where too_late"),
              "0");
    // At its instant a window's wall clock shows the start, or a time up to an hour later when the
    // start does not exist; and it is the first instant that shows it.
    EXPECT_EQ(api.value(R"(select count(*) from (
            select w.opens_at, s.time_zone as zone, w.opens_on + f.start_time as wanted,
                   w.opens_at at time zone s.time_zone as shown
            from promo_windows w join flash_promos f on f.id = w.promo_id
            join stores s on s.id = w.store_id) x
        where shown < wanted or shown > wanted + interval '1 hour'
           or (shown > wanted and exists (select from generate_series(
                  opens_at - interval '2 hours', opens_at, interval '5 minutes') t
                  where t at time zone zone = wanted))
           or (opens_at - interval '1 hour') at time zone zone = shown
           or (opens_at - interval '30 minutes') at time zone zone = shown)"),
              "0");
    EXPECT_EQ(api.value("select string_agg(distinct extract(month from opens_on)::text, ' ')"
                        " from promo_windows where state = 'skipped'"),
              "10 3")
        << "only on days of clock changes";
}

TEST_F(promos_windows_test, a_window_that_crosses_midnight_is_open_on_both_sides) {
    set_clock("2026-05-04T15:00:00Z");
    const auto product = add_product(add_store("America/Bogota"));
    const auto promo = made(api.call(owner, post, "/api/flash-promos/",
                                     body(product, R"(,"weekdays":[1])", "22:00", "02:00")));
    EXPECT_THAT(dates(promo), ElementsAre("2026-05-04", "2026-05-11"));
    for (const auto* moment : {"2026-05-05T03:00:01Z", "2026-05-05T06:59:00Z"}) {
        set_clock(moment);
        EXPECT_EQ(read(promo).text("status"), "live") << moment;
    }
    for (const auto* moment : {"2026-05-05T02:59:00Z", "2026-05-05T07:00:01Z"}) {
        set_clock(moment);
        EXPECT_EQ(read(promo).text("status"), "scheduled") << moment;
    }
    set_clock("2026-05-05T05:30:00Z");
    const auto late =
        made(api.call(owner, post, "/api/flash-promos/",
                      body(product, R"(,"starts_on":"2026-05-04")", "22:00", "02:00")));
    EXPECT_EQ(read(late).text("status"), "live") << "yesterday's window is still to be had";
    EXPECT_EQ(dates(late).front(), "2026-05-04");
}

TEST_F(promos_windows_test, dates_and_weekdays_say_when) {
    set_clock("2028-02-26T08:00:00Z"); // a Saturday
    const auto product = add_product(add_store("Europe/Madrid"));
    EXPECT_THAT(dates(add_promo(product, R"(,"weekdays":[2,4])")),
                ElementsAre("2028-02-29", "2028-03-02"));
    EXPECT_THAT(dates(add_promo(product, R"(,"starts_on":"2028-02-29","ends_on":"2028-03-01")")),
                ElementsAre("2028-02-29", "2028-03-01"));
    EXPECT_THAT(dates(add_promo(product, R"(,"starts_on":"2028-02-29","ends_on":"2028-02-29")")),
                ElementsAre("2028-02-29"));
    EXPECT_THAT(dates(add_promo(product, R"(,"starts_on":"2028-04-01")")), ElementsAre());
    EXPECT_EQ(dates(add_promo(product)).size(), 9U) << "today and eight days ahead";
    const auto none =
        add_promo(product, R"(,"starts_on":"2028-02-28","ends_on":"2028-02-29","weekdays":[5])");
    EXPECT_THAT(dates(none), ElementsAre());
    const auto over = add_promo(product, R"(,"starts_on":"2020-01-01","ends_on":"2020-02-29")");
    EXPECT_EQ(read(over).text("status"), "ended");
}

TEST_F(promos_windows_test, today_is_the_stores_today) {
    set_clock("2026-06-01T23:30:00Z");
    const auto tokyo = add_promo(add_product(add_store("Asia/Tokyo")));
    const auto honolulu = add_promo(add_product(add_store("Pacific/Honolulu")));
    EXPECT_EQ(dates(tokyo).front(), "2026-06-02");
    EXPECT_EQ(dates(honolulu).front(), "2026-06-02") << "today's is over at 13:30";
    EXPECT_EQ(read(honolulu).text("starts_on"), "2026-06-01");
}

TEST_F(promos_windows_test, another_zone_moves_what_has_not_opened) {
    set_clock("2026-06-01T15:30:00Z");
    const auto store = add_store("America/Bogota");
    const auto promo = add_promo(add_product(store));
    const auto before = windows(promo);
    EXPECT_EQ(before[0].at("state").as_string(), "open");
    ASSERT_EQ(api.call(owner, patch, fmt::format("/api/stores/{}/", store),
                       R"({"time_zone":"America/Caracas"})")
                  .status,
              200U);
    const auto after = windows(promo);
    EXPECT_EQ(after[0], before[0]);
    EXPECT_EQ(before[1].at("opens_at").as_string(), "2026-06-02T15:00:00Z");
    EXPECT_EQ(after[1].at("opens_at").as_string(), "2026-06-02T14:00:00Z");
    EXPECT_GT(after[1].at("version").as_int64(), before[1].at("version").as_int64());
}

} // namespace
