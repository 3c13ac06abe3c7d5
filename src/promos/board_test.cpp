#include "promos/board.hpp"

#include <random>
#include <thread>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace promos {
namespace {

using namespace std::chrono_literals;

const base::instant noon = std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 12h;

base::geo_point at(double latitude, double longitude) {
    return *base::geo_point::from_degrees(latitude, longitude);
}

const auto medellin = at(6.2442, -75.5812);

board_window window(std::int64_t id, base::geo_point where, double radius_m = 2000) {
    return {
        .window = base::window_id{id},
        .promo = base::promo_id{id + 1000},
        .product = base::product_id{7},
        .store = base::store_id{8},
        .product_name = "Arepa",
        .store_name = "La \"esquina\"",
        .promo_price = *base::money::from_cents(950),
        .original_price = *base::money::from_cents(1900),
        .currency = "COP",
        .location = where,
        .radius_m = radius_m,
        .opens_at = noon - 1h,
        .closes_at = noon + 1h,
        .hold_seconds = 60,
        .max_per_user = 1,
        .version = 1,
        .revision = 0,
        .left = 5,
    };
}

std::vector<std::int64_t> live_ids(const board& b, const live_query& query,
                                   base::instant now = noon) {
    std::vector<std::int64_t> ids;
    const auto page = b.snapshot()->live(query, now);
    for (const auto& row : boost::json::parse(page.results).as_array()) {
        ids.push_back(row.at("window").as_int64());
    }
    return ids;
}

using ids = std::vector<std::int64_t>;

TEST(board, shows_a_window_with_its_distance_and_what_is_left) {
    board b;
    b.apply_window(window(1, at(6.2442, -75.5722)));
    b.refresh(noon);
    const auto page = b.snapshot()->live({.near = medellin}, noon);
    const auto row = boost::json::parse(page.results).at(0);
    EXPECT_EQ(page.count, 1);
    EXPECT_EQ(row.at("id").as_int64(), 1001);
    EXPECT_EQ(row.at("store_name").as_string(), "La \"esquina\"");
    EXPECT_EQ(row.at("promo_price").as_string(), "9.50");
    EXPECT_EQ(row.at("closes_at").as_string(), "2026-11-24T13:00:00Z");
    EXPECT_NEAR(static_cast<double>(row.at("distance").as_int64()),
                base::distance_m(medellin, at(6.2442, -75.5722)), 1);
    EXPECT_EQ(row.at("left").as_int64(), 5);
}

TEST(board, opens_and_closes_at_the_exact_instant_without_a_refresh) {
    board b;
    b.apply_window(window(1, medellin));
    b.refresh(noon - 2h);
    EXPECT_EQ(live_ids(b, {}, noon - 1h - 1us), ids{});
    EXPECT_EQ(live_ids(b, {}, noon - 1h), ids{1});
    EXPECT_EQ(live_ids(b, {}, noon + 1h - 1us), ids{1});
    EXPECT_EQ(live_ids(b, {}, noon + 1h), ids{});
    EXPECT_EQ(b.snapshot()->open_window_of(base::promo_id{1001}, noon)->window.window.value(), 1);
    EXPECT_EQ(b.snapshot()->open_window_of(base::promo_id{1001}, noon + 1h), nullptr);
}

TEST(board, counters_only_move_forward) {
    board b;
    b.apply_window(window(1, medellin));
    b.refresh(noon);
    const auto left = [&] { return b.snapshot()->find(base::window_id{1})->counter->left(); };
    EXPECT_TRUE(b.apply_counters(base::window_id{1}, 2, 3));
    EXPECT_FALSE(b.apply_counters(base::window_id{1}, 1, 4));
    EXPECT_FALSE(b.apply_counters(base::window_id{1}, 2, 4));
    EXPECT_EQ(left(), 3);
    EXPECT_FALSE(b.apply_counters(base::window_id{2}, 9, 1));
    EXPECT_FALSE(b.refresh(noon)) << "counters need no new snapshot";
    auto read_before = window(1, medellin);
    read_before.revision = 1;
    EXPECT_FALSE(b.apply_window(read_before));
    EXPECT_EQ(left(), 3);
}

TEST(board, fields_only_move_forward) {
    board b;
    auto edited = window(1, medellin);
    edited.version = 2;
    edited.hold_seconds = 90;
    b.apply_window(edited);
    EXPECT_FALSE(b.apply_window(window(1, medellin)));
    auto extended = edited;
    extended.revision = 6;
    extended.closes_at = noon + 2h;
    b.apply_counters(base::window_id{1}, 7, 1);
    EXPECT_TRUE(b.apply_window(extended)) << "newer counters do not hide an extension read before";
    b.refresh(noon);
    const auto* item = b.snapshot()->find(base::window_id{1});
    EXPECT_EQ(item->window.closes_at, noon + 2h);
    EXPECT_EQ(item->window.hold_seconds, 90);
    EXPECT_EQ(item->counter->left(), 1);
}

TEST(board, a_closed_window_does_not_come_back) {
    board b;
    auto closed = window(1, medellin);
    closed.version = 2;
    closed.state = window_state::closed;
    b.apply_window(closed);
    b.apply_window(window(1, medellin));
    b.refresh(noon);
    EXPECT_EQ(live_ids(b, {}), ids{});
    EXPECT_EQ(b.size(), 1U);
    EXPECT_TRUE(b.refresh(noon + 2h));
    EXPECT_EQ(b.size(), 0U);
}

TEST(board, filters_by_segment) {
    board b;
    auto for_new = window(1, medellin);
    for_new.segments.add(segment::new_users);
    b.apply_window(for_new);
    b.apply_window(window(2, medellin));
    b.refresh(noon);
    EXPECT_EQ(live_ids(b, {.for_segment = segment::new_users}), (ids{1, 2}));
    EXPECT_EQ(live_ids(b, {.for_segment = segment::regular_users}), ids{2});
}

TEST(board, pages_in_order) {
    board b;
    for (std::int64_t id = 1; id <= 50; ++id) {
        b.apply_window(window(id, at(6.2442, -75.5812 + 0.0001 * static_cast<double>(51 - id))));
    }
    b.refresh(noon);
    live_query query{.near = medellin, .offset = 10, .limit = 3};
    EXPECT_EQ(live_ids(b, query), (ids{40, 39, 38}));
    EXPECT_EQ(b.snapshot()->live(query, noon).count, 50);
    query.offset = 60;
    EXPECT_EQ(live_ids(b, query), ids{});
}

TEST(board, finds_over_the_date_line_and_at_the_poles) {
    board b;
    b.apply_window(window(1, at(-17.0, 179.999)));
    b.apply_window(window(2, at(90.0, 0)));
    b.refresh(noon);
    EXPECT_EQ(live_ids(b, {.near = at(-17.0, -179.999)}), ids{1});
    EXPECT_EQ(live_ids(b, {.near = at(89.99, 179), .radius_m = 2000}), ids{2});
}

TEST(board, an_edge_is_sharp) {
    for (const auto& from :
         {at(6.2443, -75.5812), at(6.2622, -75.5812), at(6.2442, -75.6), at(7, -75)}) {
        const double away = base::distance_m(from, medellin);
        for (const auto& [reach, hit] : {std::pair{away, true}, std::pair{away - 0.001, false}}) {
            board b;
            b.apply_window(window(1, medellin, reach));
            b.refresh(noon);
            EXPECT_EQ(live_ids(b, {.near = from}).size(), hit ? 1U : 0U) << away;
            EXPECT_EQ(live_ids(b, {.near = from, .radius_m = reach}).size(), hit ? 1U : 0U) << away;
        }
    }
}

/// Against a plain loop with haversine distances: random places, reaches and questions.
TEST(board, agrees_with_a_plain_search) {
    std::mt19937 random{7};
    std::uniform_real_distribution<double> spread{-0.2, 0.2};
    std::uniform_real_distribution<double> reach{50, 20'000};
    board b;
    std::vector<board_window> all;
    for (std::int64_t id = 1; id <= 2000; ++id) {
        all.push_back(window(id, at(60 + spread(random), 10 + spread(random)), reach(random)));
        b.apply_window(all.back());
    }
    b.refresh(noon);
    for (int question = 0; question < 200; ++question) {
        const auto from = at(60 + spread(random), 10 + spread(random));
        live_query query{.near = from, .limit = 5000};
        if (question % 2 == 1)
            query.radius_m = reach(random);
        std::vector<std::pair<double, std::int64_t>> expected;
        for (const auto& w : all) {
            const auto away = base::distance_m(from, w.location);
            if (away <= query.radius_m.value_or(w.radius_m)) {
                expected.emplace_back(away, w.window.value());
            }
        }
        std::ranges::sort(expected);
        ids nearest_first;
        for (const auto& [away, id] : expected)
            nearest_first.push_back(id);
        ASSERT_EQ(live_ids(b, query), nearest_first);
    }
}

TEST(board, is_read_while_it_changes) {
    board b;
    for (std::int64_t id = 1; id <= 100; ++id)
        b.apply_window(window(id, medellin));
    b.refresh(noon);
    std::atomic<bool> done = false;
    std::thread reader{[&] {
        while (!done)
            EXPECT_GE(b.snapshot()->live({.near = medellin}, noon).count, 100);
    }};
    for (std::int64_t round = 1; round <= 50; ++round) {
        b.apply_window(window(100 + round, medellin));
        b.apply_counters(base::window_id{1}, round, 1);
        b.refresh(noon);
    }
    done = true;
    reader.join();
}

} // namespace
} // namespace promos
