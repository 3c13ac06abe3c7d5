#pragma once

#include "base/strong_id.hpp"
#include "support/loop.hpp"
#include "support/postgres_server.hpp"

#include <cstdint>
#include <deque>
#include <string>

#include <fmt/format.h>

namespace testing_support {

/// What a window of a test is like; times are relative to app_clock().
struct window_options {
    int stock = 10;
    int max_per_user = 1;
    int hold_seconds = 60;
    int radius_m = 2000;
    std::string segments = "{}";
    std::string opens_in = "-1 hour";
    std::string closes_in = "1 hour";
};

/// A database with one store, its product and its shoppers: user 1 owns the store, user 2 is staff,
/// users 11 to 10 + `shoppers` stand at the store, every third of each segment (11 is new, 12
/// frequent, 13 regular).
class shop {
public:
    explicit shop(int shoppers, database& in = fresh_database())
        : database_{in} {
        execute(fmt::format(R"(
            insert into users (id, username, email, password_hash, is_staff) overriding system value
            values (1, 'owner', '', 'x', false), (2, 'staff', '', 'x', true);
            insert into users (id, username, email, password_hash, user_type, location)
            overriding system value
            select 10 + n, 'shopper' || n, '', 'x',
                   (array['new', 'frequent', 'regular'])[1 + (n - 1) % 3],
                   st_setsrid(st_makepoint(-75.57, 6.25), 4326)::geography
            from generate_series(1, {}) n;
            insert into stores (owner_id, name, location, time_zone)
            values (1, 'Store', st_setsrid(st_makepoint(-75.57, 6.25), 4326)::geography,
                    'America/Bogota');
            insert into products (store_id, name, original_price) values (1, 'Product', 10);
            )",
                            shoppers));
    }

    testing_support::database& database() { return database_; }
    void execute(const std::string& sql) { database_.execute(sql); }

    /// A promo with one window.
    base::window_id add_window(const window_options& with = {}) {
        ++windows_;
        execute(fmt::format(
            R"(
            insert into flash_promos (product_id, promo_price, start_time, end_time, starts_on)
            values (1, 7.50, '10:00', '12:00', '2026-01-01');
            insert into promo_windows (promo_id, product_id, store_id, opens_on, opens_at,
                                       closes_at, price, hold_seconds, max_per_user, radius_m,
                                       eligible_segments)
            values ({0}, 1, 1, '2026-01-01', app_clock() + interval '{1}',
                    app_clock() + interval '{2}', 7.50,
                    {3}, {4}, {5}, '{6}');
            insert into window_counters (window_id, stock) values ({0}, {7});
            )",
            windows_, with.opens_in, with.closes_in, with.hold_seconds, with.max_per_user,
            with.radius_m, with.segments, with.stock));
        return base::window_id{windows_};
    }

    /// The one value of a query, as text, read by the owner.
    std::string text(const std::string& query) {
        // A statement keeps its name and its text for as long as its connection.
        const auto& name = kept_.emplace_back(fmt::format("shop.{}", kept_.size()));
        const auto& sql = kept_.emplace_back(fmt::format("select ({})::text", query));
        const postgres::statement what{name, sql};
        const auto rows = owner_.run([&] {
            return owner_.pool().run(postgres::lane::work, async::deadline::after(one_minute),
                                     what);
        });
        return rows[0].at<std::optional<std::string>>(0).value_or("");
    }
    std::int64_t number(const std::string& query) { return std::stoll(text(query)); }

    /// "held sold stock"
    std::string counters(base::window_id of) {
        return text(fmt::format("select concat_ws(' ', held, sold, stock) from window_counters "
                                "where window_id = {}",
                                of.value()));
    }

private:
    static constexpr std::chrono::minutes one_minute{1};

    testing_support::database& database_;
    std::int64_t windows_ = 0;
    std::deque<std::string> kept_;
    pool_loop owner_{database_.owner()};
};

} // namespace testing_support
