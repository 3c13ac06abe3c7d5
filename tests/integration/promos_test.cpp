// Flash promos over their routes: what is good is kept, what is bad is told whole and changes
// nothing.

#include "promos_rig.hpp"

#include <gmock/gmock.h>

namespace {

using namespace promos_tests;
using testing::ElementsAre;
using testing::ElementsAreArray;

class promos_test : public rig {
protected:
    promos_test() { set_clock("2026-05-04T09:00:00Z"); } // a Monday

    static std::vector<std::string> keys(const api_answer& answer) {
        std::vector<std::string> all;
        for (const auto& [key, value] : answer.body.as_object())
            all.emplace_back(key);
        return all;
    }
};

TEST_F(promos_test, a_promo_from_beginning_to_end) {
    const auto product = add_product(add_store());
    const auto answer = api.call(
        owner, post, "/api/flash-promos/",
        body(product, R"(,"eligible_segments":["regular_users","new_users"],"stock":5,)"
                      R"("starts_on":"2026-05-04","ends_on":"2026-05-06","max_per_user":2,)"
                      R"("hold_seconds":90,"radius_m":1500,"weekdays":[3,1,2])"));
    ASSERT_EQ(answer.status, 201U) << answer.raw.body;
    const auto id = answer.integer("id");
    EXPECT_EQ(boost::json::serialize(answer.body.at("eligible_segments")) +
                  boost::json::serialize(answer.body.at("weekdays")) + answer.text("promo_price") +
                  answer.text("start_time") + answer.text("status"),
              R"(["new_users","regular_users"][1,2,3]7.5010:00:00scheduled)");
    EXPECT_EQ(answer.body.at("current_window").at("opens_at").as_string(), "2026-05-04T10:00:00Z");
    EXPECT_EQ(api.call(shopper, get, path(id)).body, answer.body) << "who is signed in reads";
    EXPECT_EQ(windows(id).size(), 3U);

    const auto changed = change(id, R"({"promo_price":"6","ends_on":null})");
    ASSERT_EQ(changed.status, 200U) << changed.raw.body;
    EXPECT_EQ(changed.text("promo_price"), "6.00");
    EXPECT_TRUE(changed.body.at("ends_on").is_null());
    EXPECT_EQ(api.value("select details::text from audit_log where action = 'updated'"),
              R"({"ends_on": ["2026-05-06", null], "promo_price": ["7.50", "6.00"]})");

    EXPECT_EQ(api.call(owner, delete_, path(id)).status, 204U);
    EXPECT_EQ(read(id).status, 404U);
    EXPECT_EQ(api.call(owner, delete_, path(id)).status, 404U);
    EXPECT_EQ(api.call(owner, get, path(id, "windows")).status, 404U);
    EXPECT_EQ(api.call(shopper, get, "/api/flash-promos/").integer("count"), 0);
    EXPECT_EQ(api.value("select string_agg(distinct state, ' ') from promo_windows"), "closed");
    EXPECT_EQ(audit(), "created updated deleted");
}

TEST_F(promos_test, a_preview_tells_what_would_come_and_changes_nothing) {
    set_clock("2026-03-06T09:00:00Z"); // the Friday before the clocks of New York go forward
    const auto product = add_product(add_store("America/New_York"));
    const auto before = everything();
    const auto shown =
        api.call(owner, post, "/api/flash-promos/preview/",
                 body(product, R"(,"weekdays":[6,7],"radius_m":500)", "02:15", "02:45"));
    ASSERT_EQ(shown.status, 200U) << shown.raw.body;
    EXPECT_EQ(shown.text("time_zone"), "America/New_York");
    EXPECT_EQ(shown.integer("shoppers_in_reach"), 4);
    const auto& openings = shown.body.at("openings").as_array();
    ASSERT_EQ(openings.size(), 10U);
    EXPECT_EQ(boost::json::serialize(openings[0]),
              R"({"opens_at":"2026-03-07T07:15:00Z","closes_at":"2026-03-07T07:45:00Z",)"
              R"("state":"scheduled","skip_reason":null})");
    EXPECT_EQ(openings[1].at("state").as_string(), "scheduled") << "moved forward by the gap";
    EXPECT_EQ(openings[2].at("opens_at").as_string(), "2026-03-14T06:15:00Z");
    const auto far = api.call(owner, post, "/api/flash-promos/preview/",
                              body(product, R"(,"eligible_segments":["frequent_buyers"],)"
                                            R"("starts_on":"2026-03-10","ends_on":"2026-03-11")"));
    EXPECT_EQ(far.integer("shoppers_in_reach"), 0);
    EXPECT_EQ(far.body.at("openings").as_array().size(), 2U);
    EXPECT_EQ(everything(), before);
}

TEST_F(promos_test, a_preview_refuses_what_creating_would) {
    const auto product = add_product(add_store());
    const auto bad = body(product, R"(,"radius_m":1,"weekdays":[8])");
    EXPECT_EQ(api.call(owner, post, "/api/flash-promos/preview/", bad).raw.body,
              api.call(owner, post, "/api/flash-promos/", bad).raw.body);
    EXPECT_EQ(api.call(owner, post, "/api/flash-promos/preview/", bad).status, 400U);
    EXPECT_EQ(api.call(stranger, post, "/api/flash-promos/preview/", body(product)).status, 403U);
    EXPECT_EQ(api.call(0, post, "/api/flash-promos/preview/", body(product)).status, 401U);
}

TEST_F(promos_test, what_opens_next_is_listed_for_anybody) {
    const auto near = add_promo(add_product(add_store()), R"(,"stock":7)");
    const auto later = made(api.call(
        owner, post, "/api/flash-promos/",
        body(add_product(add_store()), R"(,"eligible_segments":["new_users"])", "20:00", "21:00")));
    const auto ids = [&](std::string_view query) {
        std::vector<std::int64_t> all;
        const auto answer = api.call(0, get, fmt::format("/api/flash-promos/live/?{}", query));
        EXPECT_EQ(answer.status, 200U) << answer.raw.body;
        for (const auto& one : answer.body.at("results").as_array())
            all.push_back(one.at("id").as_int64());
        return all;
    };
    EXPECT_THAT(ids("upcoming=true"), ElementsAre(near, later))
        << "soonest first, none of tomorrow";
    EXPECT_THAT(ids("upcoming=true&near=6.25,-75.5&radius_m=100"), ElementsAre(near, later));
    EXPECT_THAT(ids("upcoming=true&near=7,-75.5"), ElementsAre());
    EXPECT_THAT(ids("upcoming=true&segment=regular_users"), ElementsAre(near));
    EXPECT_THAT(ids("upcoming=true&page_size=1&page=2"), ElementsAre(later));
    EXPECT_THAT(ids(fmt::format("promo={}", later)), ElementsAre(later));
    EXPECT_THAT(ids("promo=999"), ElementsAre());
    const auto one =
        api.call(0, get, fmt::format("/api/flash-promos/live/?promo={}&near=6.25,-75.5", near))
            .body.at("results")
            .at(0)
            .as_object();
    EXPECT_EQ(one.at("stock"), 7);
    EXPECT_EQ(one.at("left"), 7);
    EXPECT_EQ(one.at("distance"), 0);
    EXPECT_EQ(one.at("time_zone").as_string(), "UTC");
    EXPECT_TRUE(one.at("image").is_null());
    EXPECT_TRUE(one.at("revision").is_int64());
    set_clock("2026-05-04T10:30:00Z");
    EXPECT_THAT(ids("upcoming=true"), ElementsAre(later, near)) << "and tomorrow's";
    EXPECT_THAT(ids(fmt::format("promo={}", near)), ElementsAre(near)) << "the one that is open";
    api.call(owner, post, path(near, "close"));
    EXPECT_THAT(ids(fmt::format("promo={}", near)), ElementsAre());
}

TEST_F(promos_test, publishing_leaves_windows_tasks_and_its_record_in_one_transaction) {
    const auto product = add_product(add_store());
    const auto id = add_promo(product, R"(,"stock":4,"ends_on":"2026-05-05")");
    EXPECT_EQ(api.value("select count(distinct xmin) from (select xmin::text from flash_promos"
                        " union all select xmin::text from promo_windows"
                        " union all select xmin::text from window_counters"
                        " union all select xmin::text from outbox union all select xmin::text"
                        " from audit_log where object_type = 'flash_promo') x"),
              "1");
    EXPECT_EQ(api.value("select string_agg(concat_ws('/', task, args, eta at time zone 'UTC'), ' '"
                        " order by args, task desc) from outbox"),
              fmt::format("promos.open_window/[{0}, 1]/2026-05-04 09:59:59 "
                          "notifications.fan_out/[{0}, 1]/2026-05-04 09:59:00 "
                          "promos.open_window/[{1}, 1]/2026-05-05 09:59:59 "
                          "notifications.fan_out/[{1}, 1]/2026-05-05 09:59:00",
                          windows(id)[0].at("id").as_int64(), windows(id)[1].at("id").as_int64()));
    EXPECT_EQ(api.value("select string_agg(stock::text, ' ') from window_counters"), "4 4");
}

TEST_F(promos_test, every_bad_field_is_named_at_once) {
    const auto product = add_product(add_store());
    const auto before = everything();
    const auto send = [&](std::string text) {
        return api.call(owner, post, "/api/flash-promos/", std::move(text));
    };
    const auto all = send(R"({"product":"x","promo_price":-1,"start_time":"25:00","end_time":5,
        "eligible_segments":["vip"],"is_active":"maybe","starts_on":"2026-02-29","ends_on":"soon",
        "weekdays":[0],"stock":0,"max_per_user":1001,"hold_seconds":0.5,"radius_m":49,
        "colour":"red"})");
    EXPECT_EQ(all.status, 400U);
    EXPECT_THAT(keys(all),
                ElementsAre("colour", "eligible_segments", "end_time", "ends_on", "hold_seconds",
                            "is_active", "max_per_user", "product", "promo_price", "radius_m",
                            "start_time", "starts_on", "stock", "weekdays"));
    EXPECT_EQ(send("{}").raw.body, R"({"end_time":["This field is required."],)"
                                   R"("product":["This field is required."],)"
                                   R"("promo_price":["This field is required."],)"
                                   R"("start_time":["This field is required."]})");
    EXPECT_EQ(send("[1]").raw.body,
              R"({"non_field_errors":["Invalid data. Expected a dictionary, but got list."]})");
    for (const auto* broken : {"{", "{\"product\":1,}", "not json", "{} {}"})
        EXPECT_THAT(keys(send(broken)), ElementsAre("detail")) << broken;
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(send(body(product)).status, 201U);
}

TEST_F(promos_test, each_bad_value_is_told_in_words_and_changes_nothing) {
    const auto product = add_product(add_store());
    const auto promo = add_promo(product);
    const auto before = everything();
    const std::pair<const char*, const char*> cases[] = {
        {R"({"promo_price":"10.01"})",
         R"({"promo_price":["The promo price must not be above the product's original price."]})"},
        {R"({"promo_price":"x"})", R"({"promo_price":["A valid number is required."]})"},
        {R"({"promo_price":null})", R"({"promo_price":["This field may not be null."]})"},
        {R"({"end_time":"10:00:00"})", R"({"end_time":["The end must differ from the start."]})"},
        {R"({"start_time":"12:00"})", R"({"end_time":["The end must differ from the start."]})"},
        {R"({"starts_on":"2026-13-01"})",
         R"({"starts_on":["Date has wrong format. Use one of these formats instead: YYYY-MM-DD."]})"},
        {R"({"ends_on":"2026-05-03"})",
         R"({"ends_on":["The last date must not be before the first."]})"},
        {R"({"weekdays":[]})", R"({"weekdays":["This list may not be empty."]})"},
        {R"({"weekdays":[8]})",
         R"({"weekdays":{"0":["Ensure this value is less than or equal to 7."]}})"},
        {R"({"weekdays":"1"})",
         R"({"weekdays":["Expected a list of items but got type \"str\"."]})"},
        {R"({"radius_m":50001})",
         R"({"radius_m":["Ensure this value is less than or equal to 50000."]})"},
        {R"({"stock":1000001})",
         R"({"stock":["Ensure this value is less than or equal to 1000000."]})"},
        {R"({"stock":null})", R"({"stock":["This field may not be null."]})"},
        {R"({"is_active":null})", R"({"is_active":["This field may not be null."]})"},
        {R"({"weekdays":null})", R"({"weekdays":["This field may not be null."]})"},
        {R"({"stock":true})", R"({"stock":["A valid integer is required."]})"},
        {R"({"product":999})", R"({"product":["Invalid pk \"999\" - object does not exist."]})"},
        {R"({"product":"bread"})",
         R"({"product":["Incorrect type. Expected pk value, received str."]})"},
        {R"({"eligible_segments":["all"]})",
         R"({"eligible_segments":{"0":["\"all\" is not a valid choice."]}})"},
        {R"({"store":1})", R"({"store":["Unknown field."]})"},
    };
    for (const auto& [text, told] : cases) {
        const auto answer = change(promo, text);
        EXPECT_EQ(answer.status, 400U) << text;
        EXPECT_EQ(answer.raw.body, told);
    }
    EXPECT_EQ(everything(), before);
}

TEST_F(promos_test, a_price_above_the_original_is_named_with_the_other_bad_fields) {
    const auto product = add_product(add_store());
    const auto dear = fmt::format(R"({{"product":{},"promo_price":"10.01","start_time":"x",)"
                                  R"("end_time":"12:00"}})",
                                  product);
    EXPECT_THAT(keys(api.call(owner, post, "/api/flash-promos/", dear)),
                ElementsAre("promo_price", "start_time"));
    EXPECT_THAT(keys(api.call(owner, post, "/api/flash-promos/",
                              R"({"product":999,"promo_price":"10.01","stock":0})")),
                ElementsAre("end_time", "product", "start_time", "stock"));
    db.execute("update products set currency = 'CLP'");
    EXPECT_EQ(api.call(owner, post, "/api/flash-promos/", body(product)).raw.body,
              R"({"promo_price":["Ensure that there are no more than 0 decimal places."]})");
    db.execute("update products set currency = 'COP'");
    const auto promo = add_promo(product);
    EXPECT_THAT(keys(change(promo, R"({"promo_price":11,"stock":0})")),
                ElementsAre("promo_price", "stock"));
    EXPECT_EQ(change(promo, R"({"promo_price":"10.00"})").status, 200U);
}

TEST_F(promos_test, only_the_stores_owner_writes) {
    const auto product = add_product(add_store());
    const auto promo = add_promo(product);
    const auto theirs = add_product(add_store("UTC", stranger), stranger);
    const auto before = everything();
    for (const auto verb : {patch, put, delete_})
        EXPECT_EQ(api.call(stranger, verb, path(promo), R"({"nonsense":1})").raw.body, forbidden);
    for (const auto& [action, text] :
         {std::pair{"extend", R"({"add_stock":1})"}, {"close", "{}"}}) {
        EXPECT_EQ(api.call(stranger, post, path(promo, action), text).raw.body, forbidden);
        EXPECT_EQ(api.call(owner, post, path(999, action), text).status, 404U);
        EXPECT_EQ(api.call(owner, post, path(promo, action), R"({"x":1})").status, 400U);
        EXPECT_EQ(api.call(0, post, path(promo, action), "{}").status, 401U);
    }
    EXPECT_EQ(api.call(stranger, get, path(promo, "windows")).raw.body, forbidden);
    EXPECT_EQ(api.call(stranger, post, "/api/flash-promos/", body(product)).raw.body, forbidden);
    EXPECT_EQ(change(promo, fmt::format(R"({{"product":{},"stock":0}})", theirs)).raw.body,
              forbidden);
    EXPECT_EQ(change(999, "{}").status, 404U);
    EXPECT_EQ(api.call(0, get, path(promo)).status, 401U);
    EXPECT_EQ(api.call(0, get, "/api/flash-promos/").status, 401U);
    EXPECT_EQ(api.call(0, get, "/api/flash-promos/live/").status, 200U);
    EXPECT_EQ(api.call(owner, delete_, "/api/flash-promos/").status, 405U);
    EXPECT_EQ(everything(), before);
}

TEST_F(promos_test, a_put_demands_what_is_required_and_keeps_what_it_does_not_name) {
    const auto product = add_product(add_store());
    const auto promo = add_promo(product, R"(,"stock":5,"weekdays":[1])");
    EXPECT_THAT(keys(api.call(owner, put, path(promo), "{}")),
                ElementsAre("end_time", "product", "promo_price", "start_time"));
    const auto answer = api.call(owner, put, path(promo), body(product, "", "11:00"));
    ASSERT_EQ(answer.status, 200U) << answer.raw.body;
    EXPECT_EQ(answer.text("start_time"), "11:00:00");
    EXPECT_EQ(answer.integer("stock"), 5);
    EXPECT_EQ(api.call(owner, put, path(promo), answer.raw.body).body, answer.body)
        << "what was read may be sent back";
}

TEST_F(promos_test, a_closed_promo_reopens_only_when_told_to) {
    const auto product = add_product(add_store());
    const auto promo = add_promo(product);
    ASSERT_EQ(api.call(owner, post, path(promo, "close")).status, 200U);
    const auto put_again = api.call(owner, put, path(promo), body(product, R"(,"stock":3)"));
    ASSERT_EQ(put_again.status, 200U) << put_again.raw.body;
    EXPECT_EQ(put_again.text("status"), "closed");
    EXPECT_FALSE(put_again.body.at("is_active").as_bool());
    EXPECT_EQ(change(promo, R"({"stock":4})").text("status"), "closed");
    EXPECT_EQ(api.value("select count(*) from promo_windows where state <> 'closed'"), "0");

    EXPECT_EQ(change(promo, R"({"is_active":true})").text("status"), "scheduled");
    EXPECT_EQ(api.value("select count(*) from promo_windows where state = 'scheduled'"), "9");
    EXPECT_EQ(api.value("select string_agg(distinct stock::text, ' ') from window_counters"), "4");
}

TEST_F(promos_test, an_inactive_promo_opens_nothing) {
    const auto product = add_product(add_store());
    const auto promo = add_promo(product, R"(,"is_active":false)");
    EXPECT_EQ(read(promo).text("status"), "inactive");
    EXPECT_EQ(windows(promo).size(), 0U);
    EXPECT_EQ(change(promo, R"({"is_active":true})").text("status"), "scheduled");
    EXPECT_EQ(windows(promo).size(), 9U);
    EXPECT_EQ(change(promo, R"({"is_active":false})").text("status"), "inactive");
    EXPECT_EQ(api.value("select string_agg(distinct state, ' ') from promo_windows"), "closed");
}

TEST_F(promos_test, a_promo_stays_in_its_store) {
    const auto store = add_store();
    const auto promo = add_promo(add_product(store));
    const auto sibling = add_product(store);
    const auto elsewhere = add_product(add_store("Asia/Tokyo"));
    const auto before = everything();
    EXPECT_EQ(change(promo, fmt::format(R"({{"product":{},"stock":0}})", elsewhere)).raw.body,
              R"({"product":["A promo stays in its store: choose a product of the same one."],)"
              R"("stock":["Ensure this value is greater than or equal to 1."]})");
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(change(promo, fmt::format(R"({{"product":{}}})", sibling)).status, 200U);
    EXPECT_EQ(api.value("select string_agg(distinct product_id::text, ' ') from promo_windows"),
              std::to_string(sibling));
}

TEST_F(promos_test, lists_by_store_product_and_state) {
    const auto store = add_store();
    const auto product = add_product(store);
    const auto promo = add_promo(product);
    add_promo(add_product(store), R"(,"is_active":false)");
    add_promo(add_product(add_store()));
    const auto count = [&](std::string query) {
        const auto answer = api.call(shopper, get, "/api/flash-promos/?" + query);
        EXPECT_EQ(answer.status, 200U) << answer.raw.body;
        return answer.integer("count");
    };
    EXPECT_EQ(count(""), 3);
    EXPECT_EQ(count(fmt::format("store={}", store)), 2);
    EXPECT_EQ(count(fmt::format("product={}", product)), 1);
    EXPECT_EQ(count(fmt::format("store={}&is_active=True", store)), 1);
    EXPECT_EQ(count("is_active=0"), 1);
    EXPECT_EQ(count("product=999"), 0);
    const auto page = api.call(shopper, get, "/api/flash-promos/?page_size=1");
    EXPECT_EQ(page.body.at("results").at(0).at("id").as_int64(), promo);
    EXPECT_FALSE(page.body.at("next").is_null());
    EXPECT_THAT(
        keys(api.call(shopper, get, "/api/flash-promos/?store=x&product=1.5&is_active=maybe")),
        ElementsAre("is_active", "product", "store"));
    EXPECT_EQ(api.call(shopper, get, "/api/flash-promos/?page=9").status, 404U);
}

TEST_F(promos_test, an_idempotency_key_makes_every_post_once) {
    const auto product = add_product(add_store());
    const auto send = [&](std::string target, std::string text, std::string key) {
        return api.call(owner, post, std::move(target), std::move(text),
                        {{"idempotency-key", key}});
    };
    const auto first = send("/api/flash-promos/", body(product), "a");
    const auto promo = made(first);
    const auto again = send("/api/flash-promos/", body(product), "a");
    EXPECT_EQ(again.raw.body, first.raw.body);
    EXPECT_EQ(again.header("Idempotent-Replayed"), "true");
    EXPECT_EQ(send("/api/flash-promos/", body(product, R"(,"stock":2)"), "a").status, 422U);
    EXPECT_EQ(api.value("select count(*) from flash_promos"), "1");

    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(send(path(promo, "extend"), R"({"add_stock":2})", "b")
                      .body.at("current_window")
                      .at("stock")
                      .as_int64(),
                  3);
    }
    const auto closed = send(path(promo, "close"), "", "c");
    EXPECT_EQ(send(path(promo, "close"), "", "c").raw.body, closed.raw.body);
    EXPECT_EQ(send(path(promo, "extend"), R"({"add_stock":1})", "d").text("code"), "no_window");
    EXPECT_EQ(audit(), "created extended closed");
}

} // namespace
