// From a notice in an inbox to what a push service is given, and what becomes of its answers.

#include "base/encoding.hpp"
#include "notifications/push/routes.hpp"
#include "notifications/push/sender.hpp"
#include "notifications_rig.hpp"
#include "support/api.hpp"
#include "support/http_fixture.hpp"

#include <gmock/gmock.h>

namespace {

using namespace notifications_rig;
using notifications::push::p256_key;
using notifications::push::service_rules;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

/// A push service whose answers a test chooses.
class push_service {
public:
    push_service() {
        service_.route(http::verb::post, "/send/{name}",
                       [this](http::request& from) { return take(from); });
        url_ = fmt::format("http://127.0.0.1:{}/send/", service_.start());
    }

    std::string endpoint(std::string_view name) const { return url_ + std::string{name}; }

    void answer_with(unsigned status, std::string retry_after = {}) {
        service_.on_server_thread([&] {
            status_ = status;
            retry_after_ = std::move(retry_after);
        });
    }
    std::vector<http::request> taken() {
        return service_.on_server_thread([this] { return std::exchange(taken_, {}); });
    }

private:
    async::task<http::response> take(http::request& from) {
        taken_.push_back(from);
        auto answer = http::text_response(status_, "as the test wants");
        if (!retry_after_.empty())
            answer.headers.emplace_back("Retry-After", retry_after_);
        co_return answer;
    }

    unsigned status_ = 201;
    std::string retry_after_;
    std::vector<http::request> taken_;
    std::string url_;
    testing_support::http_fixture service_;
};

/// Shopper 11 has the notice of an open window in their inbox and is subscribed.
class push : public testing::Test {
protected:
    push() {
        subscribe(11, "one");
        notifications::push::register_tasks(on.known, sender);
        window = on.shop.add_window({.opens_in = "-1 second"});
        on.fan_out(window);
        on.open(window);
    }

    void subscribe(int user, std::string_view name) {
        on.shop.execute(fmt::format(
            "insert into push_subscriptions (user_id, endpoint, p256dh, auth)"
            " values ({}, '{}', '\\x{}', '\\x00112233445566778899aabbccddeeff')",
            user, service.endpoint(name), base::to_hex(base::as_bytes(browser.public_point()))));
    }
    /// Publishes, brings and sends all that waits.
    void deliver() {
        on.run_outbox();
        on.bring_all();
        on.run_outbox();
    }
    std::int64_t subscriptions() {
        return on.shop.number("select count(*) from push_subscriptions");
    }
    /// The seconds until the task that tries again, and its arguments; empty when there is none.
    std::string waiting() {
        return on.shop.text(
            "select string_agg(round(extract(epoch from eta - app_clock()) / 10) || '0 '"
            " || args::text, ',') from outbox where task = 'notifications.push'");
    }

    push_service service;
    p256_key browser = p256_key::random();
    rig on{2};
    base::system_clock clock;
    notifications::push::sender sender{on.loop.executor(),
                                       on.loop.pool(),
                                       clock,
                                       "a secret of these tests",
                                       {},
                                       on.loop.metrics(),
                                       {.contact = "mailto:us@example.com",
                                        .retry_first = std::chrono::seconds{20},
                                        .tries_max = 3}};
    base::window_id window;
};

TEST_F(push, a_delivered_notice_is_handed_to_each_browser_of_its_shopper) {
    subscribe(11, "two");
    deliver();
    const auto taken = service.taken();
    ASSERT_THAT(taken, SizeIs(2));
    EXPECT_NE(taken[0].path, taken[1].path);
    for (const auto& one : taken) {
        EXPECT_EQ(one.header("content-encoding"), "aes128gcm");
        EXPECT_EQ(one.header("urgency"), "high");
        EXPECT_THAT(std::string{*one.header("ttl")}, AllOf(StartsWith("3"), SizeIs(4)))
            << "the seconds until the window closes";
        EXPECT_THAT(std::string{*one.header("authorization")}, StartsWith("vapid t="));
        EXPECT_THAT(one.body, testing::Not(HasSubstr("Product"))) << "nobody between may read it";
    }
    EXPECT_EQ(waiting(), "");
    EXPECT_EQ(on.count(window, "delivered"), 2) << "12 is told too, in the inbox alone";
}

TEST_F(push, a_notice_that_was_read_is_not_shown_again) {
    on.run_outbox();
    on.bring_all();
    on.shop.execute("update notifications set read_at = app_clock()");
    on.run_outbox();
    EXPECT_THAT(service.taken(), IsEmpty());
}

TEST_F(push, a_browser_that_is_no_more_is_forgotten) {
    for (const unsigned status : {404U, 410U}) {
        service.answer_with(status);
        subscribe(12, fmt::format("gone-{}", status));
    }
    deliver();
    EXPECT_THAT(service.taken(), SizeIs(3));
    EXPECT_EQ(subscriptions(), 0);
    EXPECT_EQ(waiting(), "");
}

TEST_F(push, what_is_refused_for_now_is_tried_again_later_by_itself) {
    service.answer_with(503);
    deliver();
    EXPECT_THAT(waiting(), AllOf(StartsWith("20 [[["), testing::EndsWith(", 1]")));
    service.answer_with(429, "300");
    on.turn_clock("30 seconds");
    on.run_outbox();
    EXPECT_THAT(waiting(), AllOf(StartsWith("270 "), testing::EndsWith(", 2]")))
        << "300 s, as the service says; the database's clock is 30 s ahead";
    service.answer_with(201);
    on.turn_clock("10 minutes");
    on.run_outbox();
    EXPECT_THAT(service.taken(), SizeIs(3));
    EXPECT_EQ(waiting(), "");
    EXPECT_EQ(subscriptions(), 1);
}

TEST_F(push, is_given_up_after_its_last_try_and_when_it_is_no_use) {
    service.answer_with(500);
    deliver();
    for (int i = 0; i < 4; ++i) {
        on.turn_clock("2 minutes");
        on.run_outbox();
    }
    EXPECT_THAT(service.taken(), SizeIs(3));
    service.answer_with(400);
    on.run_task("notifications.push",
                {boost::json::parse(
                     on.shop.text("select jsonb_build_array(jsonb_build_array(n.id, 11, p.id)) from"
                                  " notifications n, push_subscriptions p where n.user_id = 11")),
                 0});
    EXPECT_THAT(service.taken(), SizeIs(1));
    EXPECT_EQ(waiting(), "");
    on.turn_clock("2 hours");
    on.run_task("notifications.push",
                {boost::json::parse(
                     on.shop.text("select jsonb_build_array(jsonb_build_array(n.id, 11, p.id)) from"
                                  " notifications n, push_subscriptions p where n.user_id = 11")),
                 0});
    EXPECT_THAT(service.taken(), IsEmpty()) << "the window is over";
}

TEST_F(push, arguments_that_can_never_work_are_refused) {
    for (const auto* bad : {"[]", "[1]", "[[1]]", R"([[[1,2,"3"]]])", "[[[1,2]]]"}) {
        EXPECT_THROW(on.run_task("notifications.push", boost::json::parse(bad).as_array()),
                     tasks::task_failure)
            << bad;
    }
}

class push_routes : public testing::Test {
protected:
    push_routes() { notifications::push::register_routes(api.routes, api.repeats, rules); }

    static std::string body(std::string_view endpoint) {
        return fmt::format(
            R"({{"endpoint":"{}","expirationTime":null,"keys":{{"p256dh":"{}","auth":"BTBZMqHH6r4Tts7J_aSIgg"}}}})",
            endpoint, base::to_base64url(p256_key::random().public_point()));
    }
    testing_support::api_answer add(std::int64_t user, std::string_view endpoint) {
        return api.call(user, http::verb::post, "/api/notifications/push/", body(endpoint));
    }

    testing_support::shop shop{2};
    testing_support::api_client api{shop.database().app()};
    service_rules rules{{"push.example"}};
};

TEST_F(push_routes, a_browser_is_kept_once_and_belongs_to_who_came_last) {
    const auto first = add(11, "https://push.example/a");
    ASSERT_EQ(first.status, 201U) << first.raw.body;
    const auto again = add(11, "https://push.example/a");
    EXPECT_EQ(again.integer("id"), first.integer("id"));
    EXPECT_EQ(add(12, "https://push.example/a").status, 201U);
    EXPECT_EQ(api.value("select string_agg(user_id::text, ',') from push_subscriptions"), "12");
    const auto path = fmt::format("/api/notifications/push/{}/", first.integer("id"));
    EXPECT_EQ(api.call(11, http::verb::delete_, path).status, 404U) << "not theirs any more";
    EXPECT_EQ(api.call(12, http::verb::delete_, path).status, 204U);
    EXPECT_EQ(api.call(12, http::verb::delete_, path).status, 404U);
}

TEST_F(push_routes, the_oldest_of_too_many_is_forgotten) {
    for (int i = 0; i <= notifications::push::subscriptions_max; ++i)
        ASSERT_EQ(add(11, fmt::format("https://push.example/{}", i)).status, 201U);
    EXPECT_EQ(api.value("select count(*) from push_subscriptions"), "10");
    EXPECT_EQ(api.value("select count(*) from push_subscriptions where endpoint like '%/0'"), "0");
}

TEST_F(push_routes, what_is_bad_is_named_and_changes_nothing) {
    const auto refused = add(11, "https://internal.example/a");
    EXPECT_EQ(refused.status, 400U);
    EXPECT_THAT(refused.raw.body, HasSubstr(R"("endpoint")"));
    EXPECT_EQ(
        api.call(0, http::verb::post, "/api/notifications/push/", body("https://push.example/a"))
            .status,
        401U);
    EXPECT_EQ(api.value("select count(*) from push_subscriptions"), "0");
}

} // namespace
