// The live board beside the database: what merchants and shoppers do shows, whatever message is
// lost.

#include "async/sleep.hpp"
#include "promos/counters_message.hpp"
#include "promos/feed.hpp"
#include "promos_rig.hpp"
#include "support/redis_server.hpp"

#include <functional>

#include <gmock/gmock.h>

namespace {

using namespace promos_tests;
using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr postgres::statement lock_counters{"test.lock_counters",
                                            "lock table window_counters in access exclusive mode"};
constexpr postgres::statement take_a_unit{
    "test.take_a_unit",
    "update window_counters set held = held + 1, revision = revision + 1"
    " where window_id = (select min(id) from promo_windows where promo_id = $1)"};
constexpr postgres::statement tell_of_promo{
    "test.tell", "select pg_notify('promo_windows_changed', $1::bigint::text)"};
constexpr postgres::statement count_waiting{
    "test.count_waiting", "select count(*) from pg_locks"
                          " where not granted and relation = 'window_counters'::regclass"};

async::deadline soon() {
    return async::deadline::after(20s);
}

class promos_feed_test : public rig {
protected:
    promos_feed_test() {
        set_clock("2026-05-04T09:59:00Z");
        promo = add_promo(add_product(store), R"(,"stock":3)");
    }
    ~promos_feed_test() override {
        api.loop.run([this]() -> async::task<> {
            running.cancel();
            co_await running.join();
            co_await redis.close();
        });
    }

    void reconcile() {
        api.loop.run([this] { return feed.reconcile(); });
    }
    /// What is live at `now`: "promo left" of each.
    std::vector<std::string> live(base::instant now) {
        const auto page = board.snapshot()->live({}, now);
        std::vector<std::string> all;
        for (const auto& one : boost::json::parse(page.results).as_array())
            all.push_back(fmt::format("{} {}", one.at("id").as_int64(), one.at("left").as_int64()));
        return all;
    }
    std::vector<std::string> live() { return live(clock.now()); }
    std::string shown(int left) const { return fmt::format("{} {}", promo, left); }

    /// Turns the loop until the feed has brought it about.
    bool comes(const std::function<bool()>& wanted) {
        const auto until = soon();
        while (!wanted()) {
            if (until.expired())
                return false;
            api.loop.run([] { return async::sleep_for(2ms); });
        }
        return true;
    }

    void tell_of(std::int64_t edited) {
        api.loop.run([this, edited] {
            return api.loop.pool().run(postgres::lane::work, soon(), tell_of_promo,
                                       postgres::params{edited});
        });
    }

    /// Holds up every reader of counters until `let_go` rings, then takes a unit of `edited` and
    /// tells of it in the same commit.
    async::task<> hold_counters_and_change(std::int64_t edited, async::event& let_go) {
        const auto body = [&](postgres::transaction& tx) -> async::task<> {
            co_await tx.run(lock_counters);
            is_held = true;
            co_await let_go.wait();
            co_await tx.run(take_a_unit, postgres::params{edited});
            co_await tx.run(tell_of_promo, postgres::params{edited});
        };
        co_await api.loop.pool().in_transaction(postgres::lane::work, soon(), body);
    }

    std::int64_t sessions_behind_a_lock() {
        return api.loop
            .run(
                [this] { return api.loop.pool().run(postgres::lane::read, soon(), count_waiting); })
            .value<std::int64_t>();
    }

    // It does not move by itself, so that an opening can be looked at to the microsecond.
    base::manual_clock clock{*base::parse_rfc3339("2026-05-04T09:59:00Z")};
    std::int64_t store = add_store();
    std::int64_t promo = 0;
    redis::client redis{
        api.loop.executor(), redis::address::parse(testing_support::private_redis().url()), {}};
    promos::feed feed{api.loop.executor(),
                      board,
                      api.loop.pool(),
                      db.app(),
                      redis::address::parse(testing_support::private_redis().url()),
                      clock,
                      {},
                      {.reconcile_every = 1h}};
    async::task_group running{api.loop.executor(), {}};
    bool is_held = false;
};

TEST_F(promos_feed_test, opens_and_closes_at_the_exact_instant) {
    reconcile();
    const auto opens_at = *base::parse_rfc3339("2026-05-04T10:00:00Z");
    EXPECT_THAT(live(opens_at - 1us), ElementsAre());
    EXPECT_THAT(live(opens_at), ElementsAre(shown(3)));
    EXPECT_THAT(live(opens_at + 2h - 1us), ElementsAre(shown(3)));
    EXPECT_THAT(live(opens_at + 2h), ElementsAre());
}

TEST_F(promos_feed_test, shows_what_the_database_says_to_anyone) {
    clock.advance(2min);
    set_clock("2026-05-04T10:01:00Z");
    reconcile();
    const auto page =
        board.snapshot()->live({.near = base::geo_point::from_degrees(6.2505, -75.5)}, clock.now());
    const auto one = boost::json::parse(page.results).at(0).as_object();
    EXPECT_EQ(one.at("id").as_int64(), promo);
    EXPECT_EQ(one.at("store_name").as_string(), "Shop");
    EXPECT_EQ(one.at("product_name").as_string(), "Bread");
    EXPECT_EQ(one.at("promo_price").as_string(), "7.50");
    EXPECT_EQ(one.at("original_price").as_string(), "10.00");
    EXPECT_EQ(one.at("closes_at").as_string(), "2026-05-04T12:00:00Z");
    EXPECT_EQ(one.at("distance").to_number<std::int64_t>(), 56);
}

TEST_F(promos_feed_test, a_lost_message_is_healed_by_the_next_comparison) {
    clock.advance(2min);
    set_clock("2026-05-04T10:01:00Z");
    reconcile();
    // Nobody listens, so every NOTIFY and every PUBLISH is lost.
    db.execute("update window_counters set held = 2, revision = revision + 1"
               " where window_id = (select min(id) from promo_windows)");
    EXPECT_THAT(live(), ElementsAre(shown(3)));
    reconcile();
    EXPECT_THAT(live(), ElementsAre(shown(1)));

    change(promo, R"({"end_time":"11:00","stock":9})");
    EXPECT_THAT(live(), ElementsAre(shown(1)));
    reconcile();
    EXPECT_THAT(live(), ElementsAre(shown(7)));
    EXPECT_THAT(live(*base::parse_rfc3339("2026-05-04T11:00:00Z")), ElementsAre());

    const auto second = add_promo(add_product(store), R"(,"stock":5)");
    reconcile();
    EXPECT_EQ(live().size(), 2U);
    api.call(owner, post, path(second, "close"));
    EXPECT_EQ(live().size(), 2U) << "until somebody tells it";
    reconcile();
    EXPECT_THAT(live(), ElementsAre(shown(7)));
    api.call(owner, patch, fmt::format("/api/stores/{}/", store), R"({"is_active":false})");
    reconcile();
    EXPECT_THAT(live(), ElementsAre()) << "its store is closed";
}

TEST_F(promos_feed_test, edits_show_as_soon_as_they_are_told) {
    running.spawn("feed", feed.run());
    ASSERT_TRUE(comes([&] { return feed.loaded() && !board.snapshot()->items().empty(); }));
    clock.advance(2min);
    set_clock("2026-05-04T10:01:00Z");
    EXPECT_THAT(live(), ElementsAre(shown(3)));
    // An edit from before the feed listens is lost to it, and it would look again in an hour.
    int stock = 10;
    ASSERT_TRUE(comes([&] {
        change(promo, fmt::format(R"({{"stock":{}}})", ++stock));
        return live() != std::vector{shown(3)};
    }));
    change(promo, R"({"stock":8})");
    EXPECT_TRUE(comes([&] { return live() == std::vector{shown(8)}; }));
    api.call(owner, post, path(promo, "extend"), R"({"add_stock":1})");
    EXPECT_TRUE(comes([&] { return live() == std::vector{shown(9)}; }));
    api.call(owner, post, path(promo, "close"));
    EXPECT_TRUE(comes([&] { return live().empty(); }));
}

TEST_F(promos_feed_test, an_edit_that_is_told_while_another_is_read_is_not_lost) {
    const auto second = add_promo(add_product(store), R"(,"stock":5)");
    running.spawn("feed", feed.run());
    ASSERT_TRUE(comes([&] { return feed.loaded() && !board.snapshot()->items().empty(); }));
    clock.advance(2min);
    set_clock("2026-05-04T10:01:00Z");
    ASSERT_TRUE(comes([&] {
        tell_of(promo);
        return live().size() == 2;
    }));
    // The read of `promo` waits for this lock, whose commit tells of `second`.
    async::event let_go{api.loop.executor()};
    async::task_group holder{api.loop.executor(), {}};
    holder.spawn("hold the counters", hold_counters_and_change(second, let_go));
    ASSERT_TRUE(comes([&] { return is_held; }));
    tell_of(promo);
    ASSERT_TRUE(comes([&] { return sessions_behind_a_lock() == 1; }));
    let_go.notify_all();
    EXPECT_TRUE(comes([&] {
        const auto now = live();
        return std::ranges::find(now, fmt::format("{} 4", second)) != now.end();
    }));
    api.loop.run([&] { return holder.join(); });
}

TEST_F(promos_feed_test, counters_show_as_soon_as_they_are_told_and_only_move_forward) {
    clock.advance(2min);
    set_clock("2026-05-04T10:01:00Z");
    std::vector<std::int64_t> heard;
    feed.on_counters([&](const promos::counters_message& one) { heard.push_back(one.revision); });
    running.spawn("feed", feed.run());
    ASSERT_TRUE(comes([&] { return !live().empty(); }));
    const base::window_id window{read(promo).body.at("current_window").at("id").as_int64()};
    const auto tell = [&](std::int64_t revision, std::int32_t left) {
        api.loop.run([&] { return promos::publish(redis, {window, revision, left}); });
    };
    ASSERT_TRUE(comes([&] {
        tell(5, 2);
        return live() == std::vector{shown(2)};
    }));
    heard.clear();
    tell(4, 3);
    tell(6, 0);
    EXPECT_TRUE(comes([&] { return live() == std::vector{shown(0)}; }));
    EXPECT_THAT(heard, ElementsAre(4, 6)) << "desks hear of it too";
}

TEST_F(promos_feed_test, knows_a_window_ten_minutes_before_it_opens) {
    reconcile();
    EXPECT_EQ(board.size(), 1U);
    clock.advance(24h - 11min);
    set_clock("2026-05-05T09:48:00Z");
    reconcile();
    EXPECT_EQ(board.snapshot()->items().size(), 0U);
    clock.advance(2min);
    set_clock("2026-05-05T09:50:01Z");
    reconcile();
    EXPECT_EQ(board.snapshot()->items().size(), 1U);
}

} // namespace
