// A merchant's edits against shoppers who reserve at the same time, through two web processes.

#include "desk_replica.hpp"
#include "promos_rig.hpp"
#include "reservations/ledger.hpp"

#include <atomic>
#include <map>
#include <thread>

namespace {

using namespace promos_tests;
using namespace std::chrono_literals;
using reservations::verdict;
using reservations_tests::replica;
using reservations_tests::reserve_by;

constexpr std::int64_t first_shopper = 101;
constexpr std::int64_t shoppers = 400;

class promos_race_test : public rig {
protected:
    promos_race_test() {
        db.execute(fmt::format(
            "insert into users (id, username, password_hash, location) overriding system value"
            " select n, 's' || n, '', st_setsrid(st_makepoint(-75.5, 6.25), 4326)::geography"
            " from generate_series({}, {}) n",
            first_shopper, first_shopper + shoppers - 1));
        set_clock("2026-05-04T10:30:00Z");
        promo = add_promo(add_product(add_store()), R"(,"stock":100)");
        window = base::window_id{read(promo).body.at("current_window").at("id").as_int64()};
    }

    /// Every shopper asks once, in waves over both processes, while `merchant` runs.
    std::map<verdict, int> race(const std::function<void()>& merchant) {
        std::map<verdict, int> counted;
        replica one{db.app()};
        replica other{db.app()};
        std::thread crowd{[&] {
            for (std::int64_t wave = 0; wave < shoppers; wave += 20) {
                std::vector<std::future<reservations::desk_answer>> answers;
                for (std::int64_t i = wave; i < wave + 20; ++i) {
                    auto& web = i % 2 == 0 ? one : other;
                    answers.push_back(web.ask(static_cast<std::size_t>(i % 3), window,
                                              reserve_by(first_shopper + i)));
                }
                for (auto& answer : answers)
                    ++counted[answer.get().verdict];
                ++waves;
                waves.notify_all();
            }
        }};
        merchant();
        crowd.join();
        return counted;
    }

    void wait_for_wave(int wanted) {
        for (int seen = waves; seen < wanted; seen = waves)
            waves.wait(seen);
    }

    void expect_sound_ledger(std::int64_t granted) {
        const auto report = api.loop.run([&] {
            return reservations::check_ledger(api.loop.pool(), {.overdue_max = 3s},
                                              async::deadline::after(30s));
        });
        EXPECT_TRUE(report.adds_up());
        EXPECT_EQ(api.value(fmt::format("select held from window_counters where window_id = {}",
                                        window.value())),
                  std::to_string(granted));
    }

    std::int64_t promo = 0;
    base::window_id window;
    std::atomic<int> waves = 0;
};

TEST_F(promos_race_test, nothing_is_granted_once_close_has_answered) {
    std::string granted_at_close;
    auto counted = race([&] {
        wait_for_wave(2);
        EXPECT_EQ(api.call(owner, post, path(promo, "close")).status, 200U);
        granted_at_close = api.value("select count(*) from reservations");
    });
    EXPECT_GE(counted[verdict::granted], 40);
    EXPECT_EQ(counted[verdict::granted] + counted[verdict::not_active] + counted[verdict::sold_out],
              shoppers);
    EXPECT_EQ(std::to_string(counted[verdict::granted]), granted_at_close);
    EXPECT_EQ(api.value("select count(*) from reservations r join promo_windows w"
                        " on w.id = r.window_id where r.created_at > w.closed_at"),
              "0");
    expect_sound_ledger(counted[verdict::granted]);
}

TEST_F(promos_race_test, units_that_are_added_are_all_sold_and_no_more) {
    auto counted = race([&] {
        for (int i = 0; i < 50; ++i) {
            EXPECT_EQ(api.call(owner, post, path(promo, "extend"), R"({"add_stock":2})").status,
                      200U);
        }
    });
    // The last units may have come after the last shopper.
    EXPECT_GE(counted[verdict::granted], 100);
    EXPECT_LE(counted[verdict::granted], 200);
    EXPECT_EQ(api.value(fmt::format("select stock from window_counters where window_id = {}",
                                    window.value())),
              "200");
    expect_sound_ledger(counted[verdict::granted]);
}

TEST_F(promos_race_test, stock_goes_up_and_down_but_never_below_what_is_held) {
    const auto set_stock = [&](std::int64_t stock) {
        return change(promo, fmt::format(R"({{"stock":{}}})", stock)).status;
    };
    auto counted = race([&] {
        // Whole rounds, so that each side meets the other however fast either is.
        for (int i = 0; i % 100 != 0 || waves < shoppers / 20; ++i) {
            const auto status = set_stock(60 + i * 37 % 100);
            EXPECT_TRUE(status == 200 || status == 400) << status;
        }
    });
    const auto granted = counted[verdict::granted];
    EXPECT_EQ(granted + counted[verdict::sold_out], shoppers);
    EXPECT_GE(granted, 60);
    EXPECT_LE(granted, 159);
    EXPECT_EQ(set_stock(granted - 1), 400U);
    EXPECT_EQ(set_stock(granted), 200U);
    expect_sound_ledger(granted);
}

TEST_F(promos_race_test, two_merchants_edits_of_different_fields_both_stand) {
    testing_support::api_client second{db.app()};
    promos::service again{second.loop.pool()};
    promos::register_routes(second.routes, again, board, second.repeats, second.clock);
    std::thread other{[&] {
        for (int i = 101; i <= 120; ++i)
            second.call(owner, patch, path(promo), fmt::format(R"({{"max_per_user":{}}})", i));
    }};
    for (int i = 101; i <= 120; ++i)
        change(promo, fmt::format(R"({{"hold_seconds":{}}})", i));
    other.join();
    EXPECT_EQ(api.value("select concat(max_per_user, ' ', hold_seconds, ' ', version)"
                        " from flash_promos"),
              "120 120 41");
    EXPECT_EQ(api.value("select string_agg(distinct concat(max_per_user, ' ', hold_seconds), ',')"
                        " from promo_windows where opens_at > app_clock()"),
              "120 120");
}

} // namespace
