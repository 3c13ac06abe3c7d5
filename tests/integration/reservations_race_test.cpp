// The desk under load: several threads and replicas, failures inside a batch, and plans that hold.

#include "desk_replica.hpp"
#include "reservations/ledger.hpp"
#include "support/shop.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

namespace {

using namespace reservations;
using namespace reservations_tests;
using namespace std::chrono_literals;
using base::window_id;

std::map<verdict, int> count(std::vector<std::future<desk_answer>>& all) {
    std::map<verdict, int> counted;
    for (auto& one : all)
        ++counted[one.get().verdict];
    return counted;
}

ledger_report recount(testing_support::shop& shop) {
    testing_support::pool_loop own{shop.database().app()};
    return own.run(
        [&] { return check_ledger(own.pool(), {.overdue_max = 3s}, async::deadline::after(30s)); });
}

TEST(desk_race, two_thousand_shoppers_and_fifty_units) {
    testing_support::shop shop{2000};
    const auto window = shop.add_window({.stock = 50});
    std::vector<std::future<desk_answer>> answers;
    {
        replica one{shop.database().app()};
        replica other{shop.database().app()};
        for (std::int64_t i = 0; i < 2000; ++i) {
            auto& web = i % 2 == 0 ? one : other;
            answers.push_back(web.ask(static_cast<std::size_t>(i / 2) % thread_count, window,
                                      reserve_by(11 + i)));
        }
        auto counted = count(answers);
        EXPECT_EQ(counted[verdict::granted], 50);
        EXPECT_EQ(counted[verdict::sold_out], 1950);
    }
    EXPECT_EQ(shop.counters(window), "50 0 50");
    EXPECT_TRUE(recount(shop).adds_up());
}

TEST(desk_race, windows_on_all_threads_and_everybody_asks_twice) {
    testing_support::shop shop{300};
    std::vector<window_id> windows;
    for (int i = 0; i < 7; ++i)
        windows.push_back(shop.add_window({.stock = 100}));
    {
        replica web{shop.database().app()};
        std::vector<std::future<desk_answer>> answers;
        for (std::int64_t i = 0; i < 4200; ++i) {
            const auto window = windows[static_cast<std::size_t>(i % 7)];
            answers.push_back(web.ask(static_cast<std::size_t>(i) % thread_count, window,
                                      reserve_by(11 + (i / 7) % 300)));
        }
        auto counted = count(answers);
        EXPECT_EQ(counted[verdict::granted], 700);
        EXPECT_EQ(counted[verdict::granted] + counted[verdict::already_held] +
                      counted[verdict::sold_out],
                  4200);
    }
    EXPECT_EQ(shop.number("select count(*) from reservations"), 700);
    EXPECT_TRUE(recount(shop).adds_up());
}

TEST(desk_race, holds_come_and_go_and_the_ledger_adds_up) {
    testing_support::shop shop{200};
    const auto window = shop.add_window({.stock = 20, .max_per_user = 1000});
    const auto live = [](replica& web, window_id where, std::int64_t user) {
        int bought = 0;
        for (int round = 0; round < 40; ++round) {
            const auto thread = static_cast<std::size_t>(round) % thread_count;
            const auto held = web.ask(thread, where, reserve_by(user)).get();
            if (!held.reservation)
                continue;
            auto next = reserve_by(user);
            next.kind = round % 3 == 0 ? request_kind::complete : request_kind::cancel;
            next.reservation = held.reservation->id;
            next.code = "ABCD2345";
            const auto done = web.ask(thread, where, next).get().verdict == verdict::done;
            bought += done && next.kind == request_kind::complete;
        }
        return bought;
    };
    int bought = 0;
    {
        replica web{shop.database().app()};
        std::vector<std::future<int>> all;
        for (std::int64_t i = 0; i < 40; ++i)
            all.push_back(std::async(std::launch::async, live, std::ref(web), window, 11 + i));
        for (auto& one : all)
            bought += one.get();
    }
    EXPECT_EQ(shop.number("select sold from window_counters"), bought);
    EXPECT_TRUE(recount(shop).adds_up());
}

TEST(desk_race, a_full_queue_refuses) {
    testing_support::shop shop{100};
    const auto window = shop.add_window({.stock = 100});
    replica web{shop.database().app(), {.limits = {.batch_max = 4, .waiting_max = 8}}};
    std::vector<std::future<desk_answer>> answers;
    for (std::int64_t i = 0; i < 100; ++i)
        answers.push_back(web.ask(1, window, reserve_by(11 + i)));
    int granted = 0;
    int refused = 0;
    for (auto& one : answers) {
        try {
            granted += one.get().verdict == verdict::granted;
        } catch (const base::overload&) {
            ++refused;
        }
    }
    EXPECT_EQ(granted + refused, 100);
    EXPECT_GT(refused, 0);
    EXPECT_EQ(shop.number("select held from window_counters"), granted);
}

/// Asks for all shoppers of the shop in one batch.
class batch_test : public testing::Test {
protected:
    ~batch_test() override {
        loop.run([this] { return desk.close(); });
    }

    /// The first request goes alone; the 511 others are the next batch. Gives who failed.
    std::map<std::int64_t, std::string> ask_all(window_id window, std::int64_t first,
                                                int shoppers) {
        std::map<std::int64_t, std::string> failed;
        const auto one = [&](std::int64_t user) -> async::task<> {
            try {
                const auto answer =
                    co_await desk.ask(window, reserve_by(user), async::deadline::after(30s));
                if (answer.verdict != verdict::granted)
                    failed[user] = to_string(answer.verdict);
            } catch (const postgres::query_error& why) {
                failed[user] = why.sqlstate();
            }
        };
        loop.run([&]() -> async::task<> {
            async::task_group all{loop.executor(), {}};
            for (int i = 0; i < shoppers; ++i)
                all.spawn("shopper", one(first + i));
            co_await all.join();
        });
        return failed;
    }

    testing_support::shop shop{520};
    testing_support::pool_loop loop{shop.database().app()};
    reservations::desk desk{loop.executor(), loop.pool(), {}, loop.metrics()};
};

TEST_F(batch_test, each_constraint_in_a_batch_of_512_fails_alone) {
    shop.execute(R"(
        create table injected (user_id bigint, code text);
        grant select on injected to marketplace_app;
        create function inject() returns trigger language plpgsql as $$
        declare wanted text := (select code from injected where user_id = new.user_id);
        begin
            if wanted is not null then
                raise exception using errcode = wanted, message = 'injected';
            end if;
            return new;
        end $$;
        create trigger inject before insert on reservations
        for each row execute function inject())");
    // not null, foreign key, unique, check, exclusion, numeric overflow, raised, deadlock
    for (const std::string code :
         {"23502", "23503", "23505", "23514", "23P01", "22003", "P0001", "40P01"}) {
        const auto window = shop.add_window({.stock = 1000});
        shop.execute(
            fmt::format("delete from injected; insert into injected values (300, '{}')", code));
        const auto failed = ask_all(window, 11, 512);
        EXPECT_EQ(failed, (std::map<std::int64_t, std::string>{{300, code}}));
        EXPECT_EQ(shop.counters(window), "511 0 1000");
    }
}

TEST_F(batch_test, a_real_constraint_fails_alone) {
    const auto window = shop.add_window({.stock = 1000});
    shop.execute("alter table reservations add constraint not_user_42 check (user_id <> 42)");
    EXPECT_EQ(ask_all(window, 11, 512), (std::map<std::int64_t, std::string>{{42, "23514"}}));
}

/// Plans made on an empty table must be those of a full one: counts what a batch reads.
class plans_test : public testing::Test {
protected:
    static postgres::config one_connection(postgres::config where) {
        where.desk.connections = where.read.connections = 1;
        return where;
    }

    postgres::result run(const postgres::statement& what, postgres::params with = {}) {
        return loop.run([&] {
            return loop.pool().run(postgres::lane::desk, async::deadline::after(60s), what,
                                   std::move(with));
        });
    }

    struct cost {
        std::int64_t scans = 0;
        std::int64_t rows = 0;
    };

    /// Whole-table scans of, and index entries read from, the tables that grow.
    cost read_so_far() {
        static constexpr postgres::statement flush{"test.flush",
                                                   "select pg_stat_force_next_flush()"};
        run(flush);
        run(flush); // the second statement's end flushes what the first counted
        const std::string tables = "('reservations', 'users', 'idempotency_keys')";
        return {
            shop.number("select sum(seq_scan) from pg_stat_user_tables where relname in " + tables),
            shop.number("select sum(idx_tup_read) from pg_stat_user_indexes where relname in " +
                        tables)};
    }

    cost of_batch(std::int64_t first_user, std::int64_t size) {
        const auto before = read_so_far();
        static constexpr postgres::statement batch{"test.batch", R"(
            select held from desk_batch($1::bigint, array_fill(1, array[$3::bigint::integer]),
                array(select $2::bigint + n from generate_series(0, $3::bigint - 1) n),
                array(select $2::bigint + n from generate_series(0, $3::bigint - 1) n),
                array_fill(0::bigint, array[$3::bigint::integer]),
                array_fill(null::float8, array[$3::bigint::integer]),
                array_fill(null::float8, array[$3::bigint::integer]),
                array_fill(null::text, array[$3::bigint::integer]),
                array(select 'k' || n from generate_series(0, $3::bigint - 1) n),
                array(select 'h' || n from generate_series(0, $3::bigint - 1) n)))"};
        run(batch, postgres::params{std::int64_t{1}, first_user, size});
        const auto after = read_so_far();
        return {after.scans - before.scans, after.rows - before.rows};
    }

    testing_support::shop shop{4000};
    testing_support::pool_loop loop{one_connection(shop.database().app())};
};

TEST_F(plans_test, hold_when_the_table_fills) {
    shop.add_window({.stock = 1'000'000, .hold_seconds = 86'400});
    std::int64_t user = 11;
    for (int i = 0; i < 10; ++i) // as plan caches are filled: on an empty table
        of_batch(user++, 1);
    shop.execute(R"(
        insert into reservations (window_id, promo_id, product_id, user_id, price, reserved_until)
        select 1, 1, 1, 1000000 + n, 1, app_clock() + interval '1 day'
        from generate_series(1, 100000) n;
        insert into reservations (window_id, promo_id, product_id, user_id, price, reserved_until,
                                  status, completed_at, pickup_code)
        select 1, 1, 1, 2000000 + n, 1, app_clock(), 'completed', app_clock(), 'x'
        from generate_series(1, 20000) n;
        update window_counters set held = held + 100000, sold = 20000)");
    for (const std::int64_t size : {1, 16, 64, 256, 512}) {
        const auto cost = of_batch(user, size);
        user += size;
        EXPECT_EQ(cost.scans, 0) << size;
        EXPECT_GE(cost.rows, size) << "nothing was counted";
        EXPECT_LE(cost.rows, 12 * size + 20) << "a batch of " << size << " reads too much";
    }
    // Overdue holds of others are read only as far as they are needed.
    shop.execute("update reservations set reserved_until = app_clock() where user_id > 1000000 and "
                 "status = 'reserved'");
    shop.execute("vacuum reservations");
    const auto cost = of_batch(user, 64);
    EXPECT_EQ(cost.scans, 0);
    EXPECT_LE(cost.rows, 12 * 64 + 200);
}

} // namespace
