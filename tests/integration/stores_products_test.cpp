// Stores, products, their audit rows and the Idempotency-Key, over the routes on a real database.

#include "accounts/idempotency.hpp"
#include "products/routes.hpp"
#include "stores/routes.hpp"
#include "support/api.hpp"
#include "support/postgres_server.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using enum http::verb;
using testing_support::api_answer;

constexpr std::int64_t owner = 1;
constexpr std::int64_t stranger = 2;
constexpr const char* forbidden =
    R"({"detail":"You do not have permission to perform this action."})";

class stores_products_test : public testing::Test {
protected:
    stores_products_test() {
        stores::register_routes(api.routes, store_service, api.repeats);
        products::register_routes(api.routes, product_service, api.repeats);
        db.execute(
            "insert into users (username, password_hash) values ('owner', ''), ('stranger', '')");
    }

    std::int64_t add_store(std::int64_t user = owner, double latitude = 6.25) {
        const auto made =
            api.call(user, post, "/api/stores/",
                     fmt::format(R"({{"name":"Shop","latitude":{},"longitude":-75.5}})", latitude));
        EXPECT_EQ(made.status, 201U) << made.raw.body;
        return made.integer("id");
    }

    std::int64_t add_product(std::int64_t store, std::int64_t user = owner) {
        const auto made = api.call(
            user, post, "/api/products/",
            fmt::format(R"({{"store":{},"name":"Bread","original_price":"10.00"}})", store));
        EXPECT_EQ(made.status, 201U) << made.raw.body;
        return made.integer("id");
    }

    void add_promo(std::int64_t product) {
        db.execute(fmt::format(
            "insert into flash_promos (product_id, promo_price, start_time, end_time, starts_on)"
            " values ({}, 7, '10:00', '11:00', '2026-01-01')",
            product));
    }

    std::string audit(std::string_view type) {
        return api.value(fmt::format("select string_agg(action, ' ' order by id) from audit_log"
                                     " where object_type = '{}' and actor_id = 1",
                                     type));
    }

    testing_support::database& db = testing_support::fresh_database();
    testing_support::api_client api{db.app()};
    stores::service store_service{api.loop.pool()};
    products::service product_service{api.loop.pool()};
};

TEST_F(stores_products_test, a_store_from_beginning_to_end) {
    const auto made = api.call(owner, post, "/api/stores/",
                               R"({"name":"Panadería","latitude":6.25,"longitude":-75.5,)"
                               R"("address":"Calle 1","time_zone":"America/Bogota"})");
    ASSERT_EQ(made.status, 201U) << made.raw.body;
    std::vector<std::string> keys;
    for (const auto& [key, value] : made.body.as_object())
        keys.emplace_back(key);
    EXPECT_EQ(keys, (std::vector<std::string>{"id", "name", "latitude", "longitude", "address",
                                              "is_active", "created_at", "owner", "time_zone",
                                              "reserve_radius_check"}));
    EXPECT_EQ(made.integer("owner"), owner);
    const auto path = fmt::format("/api/stores/{}/", made.integer("id"));
    EXPECT_EQ(api.call(0, get, path).body, made.body) << "anyone reads";

    const auto changed =
        api.call(owner, patch, path, R"({"name":"Otra","latitude":6.3,"longitude":-75})");
    EXPECT_EQ(changed.status, 200U);
    EXPECT_EQ(changed.text("name"), "Otra");
    EXPECT_EQ(changed.text("address"), "Calle 1");
    EXPECT_EQ(
        api.value("select details::text from audit_log where action = 'updated'"),
        R"({"name": ["Panadería", "Otra"], "latitude": [6.25, 6.3], "longitude": [-75.5, -75]})");
    EXPECT_EQ(api.call(owner, put, path, changed.raw.body).body, changed.body)
        << "what was read may be sent back";

    EXPECT_EQ(api.call(owner, delete_, path).status, 204U);
    EXPECT_EQ(api.call(0, get, path).status, 404U);
    EXPECT_EQ(api.call(owner, delete_, path).status, 404U);
    EXPECT_EQ(audit("store"), "created updated updated deleted");
}

TEST_F(stores_products_test, a_bad_store_is_told_every_field) {
    const auto bad = api.call(owner, post, "/api/stores/",
                              R"({"name":"","latitude":91,"time_zone":"Nowhere/X+3","stars":5})");
    EXPECT_EQ(bad.status, 400U);
    EXPECT_EQ(bad.raw.body, R"({"latitude":["Ensure this value is less than or equal to 90."],)"
                            R"("longitude":["This field is required."],)"
                            R"("name":["This field may not be blank."],)"
                            R"("stars":["Unknown field."],)"
                            R"("time_zone":["\"Nowhere/X+3\" is not a valid choice."]})");
    EXPECT_EQ(api.call(owner, post, "/api/stores/", "{").status, 400U);
    EXPECT_EQ(api.call(0, post, "/api/stores/", "{}").status, 401U);
    EXPECT_EQ(api.call(owner, delete_, "/api/stores/").status, 405U);
    for (const auto* zone : {"EST5EDT", "posix/UTC", "utc", "America/Bogot"}) {
        const auto refused = api.call(
            owner, post, "/api/stores/",
            fmt::format(R"({{"name":"a","latitude":1,"longitude":1,"time_zone":"{}"}})", zone));
        EXPECT_EQ(refused.status, 400U) << zone;
    }
    EXPECT_EQ(api.value("select count(*) from stores"), "0");
    EXPECT_EQ(api.value("select count(*) from audit_log"), "0");
}

TEST_F(stores_products_test, only_the_owner_changes_a_store) {
    const auto path = fmt::format("/api/stores/{}/", add_store());
    const auto before = api.call(0, get, path).body;
    for (const auto verb : {patch, put, delete_})
        EXPECT_EQ(api.call(stranger, verb, path, R"({"nonsense":1})").raw.body, forbidden);
    EXPECT_EQ(api.call(0, patch, path, "{}").status, 401U);
    EXPECT_EQ(api.call(owner, patch, "/api/stores/999/", "{}").status, 404U);
    EXPECT_EQ(api.call(owner, patch, path, R"({"name":null})").status, 400U);
    EXPECT_EQ(api.call(owner, put, path, "{}").body.as_object().size(), 3U);
    EXPECT_EQ(api.call(0, get, path).body, before);
    EXPECT_EQ(audit("store"), "created");
}

TEST_F(stores_products_test, finds_stores_near_a_point) {
    const auto far = add_store(owner, 6.28);
    const auto close = add_store(stranger, 6.251);
    add_store(owner, 7);
    const auto near = api.call(0, get, "/api/stores/?near=6.25,-75.5&radius_m=5000");
    ASSERT_EQ(near.status, 200U) << near.raw.body;
    EXPECT_EQ(near.integer("count"), 2);
    EXPECT_EQ(near.body.at("results").at(0).at("id").as_int64(), close);
    EXPECT_EQ(near.body.at("results").at(1).at("id").as_int64(), far);
    EXPECT_NEAR(near.body.at("results").at(0).at("distance").as_double(), 110.6, 1);
    EXPECT_EQ(api.call(0, get, "/api/stores/?owner=2").integer("count"), 1);
    api.call(owner, patch, fmt::format("/api/stores/{}/", far), R"({"is_active":false})");
    EXPECT_EQ(api.call(0, get, "/api/stores/?is_active=true").integer("count"), 2);
    EXPECT_EQ(api.call(0, get, "/api/stores/?is_active=true&near=6.25,-75.5").integer("count"), 1);
    const auto second = api.call(0, get, "/api/stores/?page=2&page_size=2");
    EXPECT_EQ(second.body.at("results").as_array().size(), 1U);
    EXPECT_TRUE(second.body.at("next").is_null());
    EXPECT_EQ(api.call(0, get, "/api/stores/?near=200,0&radius_m=x").body.as_object().size(), 2U);
    EXPECT_EQ(api.call(0, get, "/api/stores/?page=0").raw.body, R"({"detail":"Invalid page."})");
}

TEST_F(stores_products_test, products_are_found_by_all_words_of_their_name) {
    const auto store = add_store();
    for (const auto* name : {"Pan de yuca", "PAN DULCE", "100% cacao"}) {
        const auto body =
            fmt::format(R"({{"store":{},"name":"{}","original_price":1}})", store, name);
        ASSERT_EQ(api.call(owner, post, "/api/products/", body).status, 201U);
    }
    const auto found = [this](const std::string& words) {
        return api.call(0, get, "/api/products/?search=" + words).integer("count");
    };
    EXPECT_EQ(found("pan"), 2);
    EXPECT_EQ(found("dulce+pan"), 1);
    EXPECT_EQ(found("pan+cacao"), 0);
    EXPECT_EQ(found("%25"), 1) << "no pattern";
    EXPECT_EQ(found("+"), 3);
    EXPECT_EQ(api.call(0, get, "/api/products/?search=%00").status, 400U);
}

TEST_F(stores_products_test, a_product_from_beginning_to_end) {
    const auto store = add_store();
    const auto made = api.call(owner, post, "/api/products/",
                               fmt::format(R"({{"store":{},"name":"Pan","original_price":12.5,)"
                                           R"("currency":"COP","image":"/media/pan.png"}})",
                                           store));
    ASSERT_EQ(made.status, 201U) << made.raw.body;
    EXPECT_EQ(made.text("original_price"), "12.50");
    EXPECT_EQ(made.text("image"), "/media/pan.png");
    const auto path = fmt::format("/api/products/{}/", made.integer("id"));
    EXPECT_EQ(api.call(0, get, path).body, made.body);
    EXPECT_EQ(api.call(0, get, fmt::format("/api/products/?store={}", store)).integer("count"), 1);
    EXPECT_EQ(api.call(0, get, "/api/products/?store=999").integer("count"), 0);
    EXPECT_EQ(api.call(0, get, "/api/products/?store=x").status, 400U);

    const auto changed = api.call(owner, patch, path,
                                  R"({"original_price":"9.99","image":null,"is_available":false})");
    EXPECT_EQ(changed.status, 200U);
    EXPECT_TRUE(changed.body.at("image").is_null());
    EXPECT_EQ(changed.text("original_price"), "9.99");
    EXPECT_EQ(api.call(0, get, "/api/products/?is_available=true").integer("count"), 0);
    EXPECT_EQ(api.call(owner, put, path, changed.raw.body).body, changed.body);
    EXPECT_EQ(api.call(owner, delete_, path).status, 204U);
    EXPECT_EQ(api.call(0, get, path).status, 404U);
    EXPECT_EQ(audit("product"), "created updated updated deleted");
}

TEST_F(stores_products_test, a_bad_product_is_told_every_field) {
    const auto store = add_store();
    const auto send = [&](std::string body) {
        return api.call(owner, post, "/api/products/", body);
    };
    EXPECT_EQ(
        send(R"({"store":"x","original_price":"1.234","currency":"KWD","size":1})").raw.body,
        R"({"currency":["\"KWD\" is not a valid choice."],"name":["This field is required."],)"
        R"("original_price":["Ensure that there are no more than 2 decimal places."],)"
        R"("size":["Unknown field."],)"
        R"("store":["Incorrect type. Expected pk value, received str."]})");
    EXPECT_EQ(send(R"({"store":5,"name":"a","original_price":1})").raw.body,
              R"({"store":["Invalid pk \"5\" - object does not exist."]})");
    EXPECT_EQ(
        send(fmt::format(R"({{"store":{},"name":"","original_price":"1.50","currency":"CLP"}})",
                         store))
            .raw.body,
        R"({"name":["This field may not be blank."],)"
        R"("original_price":["Ensure that there are no more than 0 decimal places."]})");
    const auto foreign =
        fmt::format(R"({{"store":{},"name":"a","original_price":1}})", add_store(stranger));
    EXPECT_EQ(send(foreign).raw.body, forbidden);
    EXPECT_EQ(api.value("select count(*) from products"), "0");

    const auto whole =
        api.call(owner, post, "/api/products/",
                 fmt::format(R"({{"store":{},"name":"a","original_price":"2","currency":"CLP"}})",
                             add_store()));
    EXPECT_EQ(api.call(owner, patch, fmt::format("/api/products/{}/", whole.integer("id")),
                       R"({"original_price":"1.50"})")
                  .raw.body,
              R"({"original_price":["Ensure that there are no more than 0 decimal places."]})");
}

TEST_F(stores_products_test, only_the_stores_owner_changes_a_product) {
    const auto product = add_product(add_store());
    const auto path = fmt::format("/api/products/{}/", product);
    for (const auto verb : {patch, put, delete_})
        EXPECT_EQ(api.call(stranger, verb, path, R"({"nonsense":1})").raw.body, forbidden);
    EXPECT_EQ(api.call(0, delete_, path).status, 401U);
    EXPECT_EQ(api.call(owner, patch, "/api/products/999/", "{}").status, 404U);
    const auto theirs = add_store(stranger);
    const auto moved = [&](std::int64_t store) {
        return api.call(owner, patch, path, fmt::format(R"({{"store":{}}})", store));
    };
    EXPECT_EQ(moved(theirs).raw.body, forbidden);
    EXPECT_EQ(moved(999).status, 400U);
    EXPECT_EQ(moved(add_store()).status, 200U);
}

TEST_F(stores_products_test, what_has_promos_stays) {
    const auto store = add_store();
    const auto product = add_product(store);
    add_promo(product);
    const auto path = fmt::format("/api/products/{}/", product);
    const auto gone = api.call(owner, delete_, path);
    EXPECT_EQ(gone.status, 409U);
    EXPECT_EQ(gone.text("code"), "product_has_promos");
    EXPECT_EQ(api.call(owner, delete_, fmt::format("/api/stores/{}/", store)).text("code"),
              "store_has_promos");
    EXPECT_EQ(api.call(owner, patch, path, R"({"currency":"EUR"})").status, 409U);
    EXPECT_EQ(api.call(owner, patch, path, R"({"original_price":"6.99"})").raw.body,
              R"({"original_price":["A promo of this product has a higher price."]})");
    EXPECT_EQ(api.call(owner, patch, path, R"({"original_price":"7.00"})").status, 200U);
    EXPECT_EQ(api.value("select count(*) from audit_log where action = 'deleted'"), "0");

    const auto empty = add_store();
    add_product(empty);
    EXPECT_EQ(api.call(owner, delete_, fmt::format("/api/stores/{}/", empty)).status, 204U);
    EXPECT_EQ(api.value(fmt::format("select count(*) from products where store_id = {}", empty)),
              "0");
}

TEST_F(stores_products_test, a_repeat_with_the_same_key_has_no_second_effect) {
    const std::string body = R"({"name":"Shop","latitude":1,"longitude":1})";
    const auto send = [&](std::int64_t user, std::string text, std::string key) {
        return api.call(user, post, "/api/stores/", text, {{"idempotency-key", key}});
    };
    EXPECT_EQ(send(owner, "{}", "k").status, 400U) << "a refusal is not stored";
    const auto first = send(owner, body, "k");
    ASSERT_EQ(first.status, 201U);
    EXPECT_EQ(first.header("Idempotent-Replayed"), "");
    const auto again = send(owner, body, "k");
    EXPECT_EQ(again.status, 201U);
    EXPECT_EQ(again.raw.body, first.raw.body);
    EXPECT_EQ(again.header("Idempotent-Replayed"), "true");
    const auto other = send(owner, R"({"name":"B","latitude":1,"longitude":1})", "k");
    EXPECT_EQ(other.status, 422U);
    EXPECT_EQ(other.text("code"), "idempotency_key_reused");
    EXPECT_EQ(api.call(owner, post, "/api/products/",
                       R"({"store":1,"name":"a","original_price":1})", {{"idempotency-key", "k"}})
                  .status,
              422U)
        << "another path is another request";
    EXPECT_NE(send(stranger, body, "k").integer("id"), first.integer("id")) << "another's key";
    EXPECT_EQ(send(owner, body, "a b").text("code"), "idempotency_key_invalid");
    EXPECT_EQ(send(owner, body, std::string(256, 'k')).status, 400U);
    EXPECT_EQ(send(owner, body, "").status, 400U);

    db.execute("update clock_offset set shift = '24 hours'");
    EXPECT_NE(send(owner, body, "k").integer("id"), first.integer("id")) << "kept for 24 hours";
    EXPECT_EQ(api.value("select count(*) from stores"), "3");
}

TEST_F(stores_products_test, a_key_whose_first_request_still_runs_is_409) {
    http::request request;
    request.method = post;
    request.target = "/api/things/";
    request.headers.add("idempotency-key", "k");
    request.caller = http::caller{base::user_id{owner}};
    request.deadline = async::deadline::after(10s);
    unsigned inner = 0;
    const auto effect = [&](postgres::transaction&) -> async::task<http::response> {
        const auto nested = [&](postgres::transaction&) -> async::task<http::response> {
            ADD_FAILURE() << "ran twice";
            co_return http::no_content();
        };
        inner = (co_await api.repeats.run(request, nested)).status;
        co_return http::json_response(201, boost::json::object{});
    };
    const auto outer = api.loop.run([&] { return api.repeats.run(request, effect); });
    EXPECT_EQ(inner, 409U);
    EXPECT_EQ(outer.status, 201U);
}

TEST_F(stores_products_test, an_effect_that_fails_leaves_no_row_no_audit_and_no_answer) {
    http::request request;
    request.method = post;
    request.target = "/api/stores/";
    request.headers.add("idempotency-key", "k");
    request.caller = http::caller{base::user_id{owner}};
    request.deadline = async::deadline::after(10s);
    bool refuse = true;
    const auto effect = [&](postgres::transaction& tx) -> async::task<http::response> {
        const stores::new_store wanted{"Shop", "",    *base::geo_point::from_degrees(1, 1),
                                       true,   "UTC", true};
        const auto made = co_await store_service.create(tx, accounts::actor::of(request), wanted);
        EXPECT_TRUE(made);
        if (!refuse)
            throw base::outage{"sns", "away"};
        co_return http::refused(409, "sold_out");
    };
    EXPECT_EQ(api.loop.run([&] { return api.repeats.run(request, effect); }).status, 409U);
    refuse = false;
    EXPECT_THROW(api.loop.run([&] { return api.repeats.run(request, effect); }), base::outage);
    EXPECT_EQ(api.value("select (select count(*) from stores) + (select count(*) from audit_log)"
                        " + (select count(*) from idempotency_keys)"),
              "0");
}

TEST_F(stores_products_test, the_audit_log_cannot_be_changed_by_the_serving_role) {
    add_store();
    for (const auto* sql : {"update audit_log set action = 'x'", "delete from audit_log"}) {
        const postgres::statement what{sql, sql};
        EXPECT_THROW(api.loop.run([&] {
            return api.loop.pool().run(postgres::lane::work, async::deadline::after(5s), what);
        }),
                     postgres::query_error);
    }
}

} // namespace
