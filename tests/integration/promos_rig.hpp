#pragma once

#include "accounts/idempotency.hpp"
#include "products/routes.hpp"
#include "promos/routes.hpp"
#include "stores/routes.hpp"
#include "support/api.hpp"
#include "support/postgres_server.hpp"

#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace promos_tests {

using enum http::verb;
using testing_support::api_answer;

constexpr std::int64_t owner = 1;
constexpr std::int64_t stranger = 2;
constexpr std::int64_t shopper = 3;
constexpr std::int64_t other_shopper = 4;
constexpr const char* forbidden =
    R"({"detail":"You do not have permission to perform this action."})";

/// The merchant's side over its routes on a real database whose clock the test turns. Stores stand
/// where the shoppers are.
class rig : public testing::Test {
protected:
    rig() {
        stores::register_routes(api.routes, store_service, api.repeats);
        products::register_routes(api.routes, product_service, api.repeats);
        promos::register_routes(api.routes, promo_service, board, api.repeats, api.clock);
        db.execute(R"(
            insert into users (username, password_hash, location)
            select name, '', st_setsrid(st_makepoint(-75.5, 6.25), 4326)::geography
            from unnest('{owner,stranger,shopper,other_shopper}'::text[]) with ordinality u (name, n)
            order by n)");
    }

    /// The database's clock goes on from `moment` ("2026-03-08T12:00:00Z").
    void set_clock(std::string_view moment) {
        db.execute(fmt::format(
            "update clock_offset set shift = timestamptz '{}' - clock_timestamp()", moment));
    }
    void advance_clock(std::string_view by) {
        db.execute(fmt::format("update clock_offset set shift = shift + interval '{}'", by));
    }

    std::int64_t made(const api_answer& answer) {
        EXPECT_EQ(answer.status, 201U) << answer.raw.body;
        return answer.status == 201 ? answer.integer("id") : 0;
    }
    std::int64_t add_store(std::string_view time_zone = "UTC", std::int64_t user = owner) {
        return made(api.call(user, post, "/api/stores/",
                             fmt::format(R"({{"name":"Shop","latitude":6.25,"longitude":-75.5,)"
                                         R"("time_zone":"{}"}})",
                                         time_zone)));
    }
    std::int64_t add_product(std::int64_t store, std::int64_t user = owner) {
        return made(api.call(
            user, post, "/api/products/",
            fmt::format(R"({{"store":{},"name":"Bread","original_price":"10.00"}})", store)));
    }
    /// From 10:00 to 12:00 unless `more` (", \"key\": value ...") says otherwise.
    static std::string body(std::int64_t product, std::string_view more = {},
                            std::string_view start = "10:00", std::string_view end = "12:00") {
        return fmt::format(
            R"({{"product":{},"promo_price":"7.50","start_time":"{}","end_time":"{}"{}}})", product,
            start, end, more);
    }
    std::int64_t add_promo(std::int64_t product, std::string_view more = {}) {
        return made(api.call(owner, post, "/api/flash-promos/", body(product, more)));
    }

    static std::string path(std::int64_t promo, std::string_view action = {}) {
        return fmt::format("/api/flash-promos/{}/{}{}", promo, action, action.empty() ? "" : "/");
    }
    api_answer read(std::int64_t promo) { return api.call(owner, get, path(promo)); }
    api_answer change(std::int64_t promo, std::string text) {
        return api.call(owner, patch, path(promo), std::move(text));
    }
    boost::json::array windows(std::int64_t promo) {
        return api.call(owner, get, path(promo, "windows") + "?page_size=100")
            .body.at("results")
            .as_array();
    }

    /// Everything that a refused request must not have touched, as one text.
    std::string everything() {
        return api.value(
            "concat((select jsonb_agg(to_jsonb(f) order by f.id) from flash_promos f),"
            " (select jsonb_agg(to_jsonb(w) order by w.id) from promo_windows w),"
            " (select jsonb_agg(to_jsonb(c) order by c.window_id) from window_counters c),"
            " (select count(*) from audit_log), (select count(*) from outbox),"
            " (select count(*) from idempotency_keys))");
    }
    /// The actions of the audit log on promos, in their order.
    std::string audit() {
        return api.value("select string_agg(action, ' ' order by id) from audit_log"
                         " where object_type = 'flash_promo'");
    }

    testing_support::database& db = testing_support::fresh_database();
    testing_support::api_client api{db.app()};
    stores::service store_service{api.loop.pool()};
    products::service product_service{api.loop.pool()};
    promos::service promo_service{api.loop.pool()};
    promos::board board;
};

} // namespace promos_tests
