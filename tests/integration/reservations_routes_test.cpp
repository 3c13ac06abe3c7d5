// The API of reservations: statuses, keys and texts.

#include "http/router.hpp"
#include "reservations/routes.hpp"
#include "support/shop.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace {

using namespace reservations;
using namespace std::chrono_literals;
using enum http::verb;

constexpr std::int64_t owner = 1;
constexpr std::int64_t staff = 2;
constexpr std::int64_t shopper = 11;
constexpr std::int64_t frequent = 12;

class routes_test : public testing::Test {
protected:
    routes_test() { register_routes(routes, service); }
    ~routes_test() override {
        loop.run([this] { return desk.close(); });
    }

    http::response call(std::int64_t user, http::verb method, std::string target,
                        std::string body = {}, std::string key = {}) {
        const auto mark = target.find('?');
        const auto path = target.substr(0, mark);
        auto found = routes.find(method, path, target);
        if (found.found == nullptr)
            return *found.otherwise;
        http::request request;
        request.method = method;
        request.path = path;
        request.target = target;
        if (mark != std::string::npos)
            request.query = http::query::parse(std::string_view{target}.substr(mark + 1));
        request.headers.add("content-type", "application/json");
        request.headers.add("host", "shop.example");
        if (!key.empty())
            request.headers.add("idempotency-key", key);
        request.body = std::move(body);
        request.caller = http::caller{base::user_id{user}};
        request.path_values = found.path_values;
        return loop.run([&] { return found.found->handler(request); });
    }

    static boost::json::object object_of(const http::response& answer) {
        return boost::json::parse(answer.body).as_object();
    }

    std::int64_t reserve(std::int64_t user) {
        const auto answer = call(user, post, "/api/flash-promos/1/reserve/");
        EXPECT_LT(answer.status, 202U) << answer.body;
        return object_of(answer).at("id").as_int64();
    }

    static std::string path(std::int64_t id, std::string action) {
        return fmt::format("/api/product-reservations/{}/{}/", id, action);
    }

    void expect_refused(const http::response& answer, unsigned status, std::string_view code) {
        EXPECT_EQ(answer.status, status) << answer.body;
        const auto body = object_of(answer);
        EXPECT_EQ(body.at("code").as_string(), code);
        EXPECT_TRUE(body.contains("error"));
    }

    testing_support::shop shop{20};
    testing_support::pool_loop loop{shop.database().app()};
    reservations::desk desk{loop.executor(), loop.pool(), {}, loop.metrics()};
    reservations::service service{desk, loop.pool()};
    http::router routes;
};

TEST_F(routes_test, reserves) {
    shop.add_window({.stock = 2});
    const auto first = call(shopper, post, "/api/flash-promos/1/reserve/", "{}");
    EXPECT_EQ(first.status, 201U);
    const auto body = object_of(first);
    std::vector<std::string> keys;
    for (const auto& [key, value] : body)
        keys.emplace_back(key);
    EXPECT_EQ(keys,
              (std::vector<std::string>{"id", "product", "user", "promo", "price", "reserved_until",
                                        "status", "is_completed", "created_at", "pickup_code"}));
    EXPECT_EQ(body.at("price").as_string(), "7.50");
    EXPECT_EQ(body.at("status").as_string(), "reserved");
    EXPECT_TRUE(body.at("pickup_code").is_null());
    const auto again = call(shopper, post, "/api/flash-promos/1/reserve/");
    EXPECT_EQ(again.status, 200U);
    EXPECT_EQ(again.body, first.body);

    EXPECT_EQ(call(shopper, post, "/api/flash-promos/9/reserve/").status, 404U);
    EXPECT_EQ(call(frequent, post, "/api/flash-promos/1/reserve/").status, 201U);
    expect_refused(call(13, post, "/api/flash-promos/1/reserve/"), 409, "sold_out");
}

TEST_F(routes_test, refuses_to_reserve) {
    shop.add_window({.segments = "{new_users}"});
    shop.add_window({.opens_in = "1 minute"});
    shop.add_window({.max_per_user = 1});
    expect_refused(call(frequent, post, "/api/flash-promos/1/reserve/"), 403, "not_eligible");
    expect_refused(call(shopper, post, "/api/flash-promos/1/reserve/",
                        R"({"latitude": 4.7, "longitude": -74.1})"),
                   403, "too_far");
    expect_refused(call(shopper, post, "/api/flash-promos/2/reserve/"), 400, "not_active");
    const auto held = object_of(call(shopper, post, "/api/flash-promos/3/reserve/"));
    call(shopper, post, path(held.at("id").as_int64(), "complete"));
    expect_refused(call(shopper, post, "/api/flash-promos/3/reserve/"), 409, "limit_reached");

    const auto bad = call(shopper, post, "/api/flash-promos/1/reserve/",
                          R"({"latitude": 91, "longitude": -74.1, "units": 2})");
    EXPECT_EQ(bad.status, 400U);
    EXPECT_TRUE(object_of(bad).contains("latitude"));
    EXPECT_EQ(boost::json::serialize(object_of(bad).at("units")), R"(["Unknown field."])");
    EXPECT_EQ(call(shopper, post, "/api/flash-promos/1/reserve/", "{").status, 400U);
}

TEST_F(routes_test, completes_and_shows_the_code) {
    shop.add_window();
    const auto id = reserve(shopper);
    EXPECT_EQ(call(frequent, post, path(id, "complete")).status, 404U) << "another's";
    const auto bought = call(shopper, post, path(id, "complete"));
    EXPECT_EQ(bought.status, 200U);
    EXPECT_TRUE(object_of(bought).at("is_completed").as_bool());
    EXPECT_EQ(object_of(bought).at("pickup_code").as_string().size(), 8U);
    EXPECT_EQ(call(shopper, post, path(id, "complete")).body, bought.body);
    const auto read = call(shopper, get, fmt::format("/api/product-reservations/{}/", id));
    EXPECT_EQ(object_of(read).at("pickup_code"), object_of(bought).at("pickup_code"));
    EXPECT_EQ(call(shopper, post, path(id + 1, "complete")).status, 404U);
}

TEST_F(routes_test, an_expired_hold_is_a_400) {
    shop.add_window();
    const auto id = reserve(shopper);
    shop.execute("update clock_offset set shift = '61 seconds'");
    expect_refused(call(shopper, post, path(id, "complete")), 400, "expired");
    expect_refused(call(shopper, post, path(id, "cancel")), 400, "expired");
}

TEST_F(routes_test, cancels_and_redeems_by_role) {
    shop.add_window({.max_per_user = 3});
    auto id = reserve(shopper);
    EXPECT_EQ(call(frequent, post, path(id, "cancel")).status, 404U);
    EXPECT_EQ(call(shopper, post, path(id, "cancel")).status, 200U);
    expect_refused(call(shopper, post, path(id, "complete")), 400, "cancelled");

    id = reserve(shopper);
    expect_refused(call(owner, post, path(id, "redeem")), 400, "not_completed");
    const auto code = std::string{
        object_of(call(shopper, post, path(id, "complete"))).at("pickup_code").as_string()};
    EXPECT_EQ(call(shopper, post, path(id, "redeem")).status, 403U);
    EXPECT_EQ(call(frequent, post, path(id, "redeem")).status, 404U);
    expect_refused(call(owner, post, path(id, "redeem"), R"({"pickup_code": "WRONG"})"), 400,
                   "wrong_code");
    const auto right = fmt::format(R"({{"pickup_code": "{}"}})", code);
    EXPECT_EQ(call(owner, post, path(id, "redeem"), right).status, 200U);
    EXPECT_EQ(call(owner, post, path(id, "redeem")).status, 200U) << "a repeat is harmless";
    EXPECT_EQ(call(staff, post, path(id, "cancel")).status, 404U) << "staff run no store";
    expect_refused(call(shopper, post, path(id, "cancel")), 400, "already_redeemed");
    EXPECT_EQ(object_of(call(owner, post, path(id, "cancel"))).at("status").as_string(),
              "cancelled");
}

TEST_F(routes_test, honours_the_idempotency_key) {
    shop.add_window({.max_per_user = 2});
    const auto first = call(shopper, post, "/api/flash-promos/1/reserve/", "{}", "key-1");
    EXPECT_EQ(first.status, 201U);
    const auto id = object_of(first).at("id").as_int64();
    call(shopper, post, path(id, "complete"));
    const auto replayed = call(shopper, post, "/api/flash-promos/1/reserve/", "{}", "key-1");
    EXPECT_EQ(replayed.status, 201U);
    EXPECT_EQ(replayed.body, first.body) << "as it was, not as it is";
    EXPECT_EQ(replayed.headers.back(),
              (std::pair<std::string, std::string>{"Idempotent-Replayed", "true"}));
    expect_refused(call(shopper, post, "/api/flash-promos/1/reserve/", "", "key-1"), 422,
                   "idempotency_key_reused");
    expect_refused(call(shopper, post, path(id, "complete"), "", "key-1"), 422,
                   "idempotency_key_reused");
    expect_refused(call(shopper, post, "/api/flash-promos/1/reserve/", "", "a b"), 400,
                   "idempotency_key_invalid");
}

TEST_F(routes_test, lists_ones_own) {
    for (int i = 0; i < 3; ++i)
        shop.add_window();
    const auto id = reserve(shopper);
    reserve(frequent);
    call(shopper, post, "/api/flash-promos/2/reserve/");
    call(shopper, post, path(id, "complete"));
    const auto all = object_of(call(shopper, get, "/api/product-reservations/"));
    EXPECT_EQ(all.at("count").as_int64(), 2);
    EXPECT_TRUE(all.at("next").is_null());
    EXPECT_EQ(all.at("results").at(0).at("promo").as_int64(), 2) << "newest first";
    const auto bought =
        object_of(call(shopper, get, "/api/product-reservations/?status=completed&promo=1"));
    EXPECT_EQ(bought.at("count").as_int64(), 1);
    EXPECT_EQ(call(shopper, get, "/api/product-reservations/?status=lost").status, 400U);
    EXPECT_EQ(call(shopper, get, "/api/product-reservations/?page=2").status, 404U);

    const auto one = fmt::format("/api/product-reservations/{}/", id);
    EXPECT_EQ(object_of(call(shopper, get, one)).at("id").as_int64(), id);
    EXPECT_EQ(call(frequent, get, one).status, 404U);
}

TEST_F(routes_test, lists_show_what_a_person_wants_to_read) {
    shop.add_window({.stock = 2});
    const auto id = reserve(shopper);
    call(shopper, post, path(id, "complete"));
    const auto listed =
        object_of(call(shopper, get, "/api/product-reservations/")).at("results").at(0).as_object();
    EXPECT_EQ(listed.at("product_name").as_string(), "Product");
    EXPECT_EQ(listed.at("store_name").as_string(), "Store");
    EXPECT_EQ(listed.at("user_username").as_string(), "shopper1");
    EXPECT_EQ(listed.at("currency").as_string(), "USD");
    EXPECT_EQ(listed.at("pickup_code").as_string().size(), 8U);
    EXPECT_EQ(listed.at("store"), 1);
    EXPECT_EQ(listed.at("window"), 1);
    EXPECT_TRUE(base::parse_rfc3339(listed.at("closes_at").as_string()));
    EXPECT_TRUE(base::parse_rfc3339(listed.at("completed_at").as_string()));
    EXPECT_TRUE(listed.at("redeemed_at").is_null());
    EXPECT_EQ(object_of(call(shopper, get, fmt::format("/api/product-reservations/{}/", id))),
              listed);
}

TEST_F(routes_test, a_store_redeems_by_the_code_alone) {
    shop.add_window({.stock = 2});
    const auto id = reserve(shopper);
    auto code = std::string{
        object_of(call(shopper, post, path(id, "complete"))).at("pickup_code").as_string()};
    for (auto& c : code)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    code.insert(4, " - ");
    const auto typed = fmt::format(R"({{"pickup_code": "{}"}})", code);
    const std::string target = "/api/stores/1/redeem/";
    EXPECT_EQ(call(shopper, post, target, typed).status, 403U);
    EXPECT_EQ(call(owner, post, "/api/stores/9/redeem/", typed).status, 404U);
    EXPECT_EQ(call(owner, post, target, "{}").status, 400U);
    expect_refused(call(owner, post, target, R"({"pickup_code": "ABCDEFGH"})"), 400, "wrong_code");
    const auto done = call(owner, post, target, typed, "key-1");
    EXPECT_EQ(done.status, 200U) << done.body;
    EXPECT_EQ(object_of(done).at("id"), id);
    EXPECT_EQ(object_of(done).at("product_name").as_string(), "Product");
    EXPECT_FALSE(object_of(done).at("redeemed_at").is_null());
    expect_refused(call(owner, post, target, typed), 400, "already_redeemed");
    EXPECT_EQ(call(owner, post, target, typed, "key-1").status, 200U) << "a repeat";
}

/// Keeps what a stream writes.
struct kept_text final : http::stream_writer {
    std::string text;
    async::task<> write(std::string_view chunk) override {
        text += chunk;
        co_return;
    }
};

TEST_F(routes_test, a_store_sees_and_exports_what_it_sold) {
    shop.add_window({.stock = 3});
    const auto first = reserve(shopper);
    const auto second = reserve(frequent);
    reserve(13);
    call(shopper, post, path(first, "complete"));
    call(frequent, post, path(second, "complete"));
    const auto sales = object_of(call(owner, get, "/api/stores/1/sales/?page_size=1"));
    EXPECT_EQ(sales.at("count"), 2) << "a hold is no sale";
    EXPECT_EQ(sales.at("results").at(0).at("id"), second) << "newest first";
    EXPECT_EQ(sales.at("results").at(0).at("user_username").as_string(), "shopper2");
    const auto file = call(owner, get, "/api/stores/1/sales/export/");
    EXPECT_EQ(file.content_type, "text/csv; charset=utf-8");
    ASSERT_TRUE(file.stream);
    kept_text out;
    loop.run([&] { return file.stream(out); });
    EXPECT_EQ(std::ranges::count(out.text, '\n'), 3);
    EXPECT_TRUE(out.text.contains(fmt::format(R"({},"Product","shopper1",7.50,USD,)", first)))
        << out.text;
    for (const std::string what : {"sales/", "sales/export/"}) {
        EXPECT_EQ(call(shopper, get, "/api/stores/1/" + what).status, 403U);
        EXPECT_EQ(call(owner, get, "/api/stores/9/" + what).status, 404U);
        EXPECT_EQ(call(owner, get, "/api/stores/1/" + what + "?days=0").status, 400U);
    }
    shop.execute("update clock_offset set shift = shift + interval '8 days'");
    EXPECT_EQ(object_of(call(owner, get, "/api/stores/1/sales/?days=7")).at("count"), 0);
}

} // namespace
