#include "http/admission.hpp"
#include "http/client_network.hpp"
#include "http/throttle.hpp"

#include <gmock/gmock.h>

namespace {

using namespace std::chrono_literals;
using http::throttle;

/// The beginning of a period.
constexpr base::instant start{std::chrono::sys_days{std::chrono::year{2026} / 5 / 4}};

int allowed_of(throttle& of, std::string_view key, base::instant at, int requests) {
    int allowed = 0;
    for (int i = 0; i < requests; ++i)
        allowed += of.take(key, at).allowed ? 1 : 0;
    return allowed;
}

TEST(throttle, allows_a_rate_and_tells_what_is_left) {
    throttle of{{.requests = 3, .period = 60s}};
    const auto first = of.take("ana", start + 10s);
    EXPECT_TRUE(first.allowed);
    EXPECT_EQ(first.remaining, 2);
    EXPECT_EQ(first.reset, 50s);
    EXPECT_EQ(allowed_of(of, "ana", start + 20s, 5), 2);
    EXPECT_EQ(of.take("ana", start + 20s).remaining, 0);
    EXPECT_TRUE(of.take("eva", start + 20s).allowed);
}

TEST(throttle, what_was_asked_slides_out_of_the_window) {
    throttle of{{.requests = 60, .period = 60s}};
    EXPECT_EQ(allowed_of(of, "ana", start + 59s, 100), 60);
    EXPECT_EQ(allowed_of(of, "ana", start + 60s, 100), 0);
    EXPECT_EQ(allowed_of(of, "ana", start + 75s, 100), 15);
    EXPECT_EQ(allowed_of(of, "ana", start + 90s, 100), 15);
    EXPECT_EQ(allowed_of(of, "ana", start + 180s, 100), 60);
}

TEST(throttle, is_free_again_when_it_said_and_not_before) {
    for (const auto asked : {1s, 30s, 59s, 61s}) {
        throttle of{{.requests = 10, .period = 60s}};
        allowed_of(of, "ana", start + 5s, 4);
        allowed_of(of, "ana", start + asked, 20);
        const auto refused = of.take("ana", start + asked);
        ASSERT_FALSE(refused.allowed);
        auto before = of;
        EXPECT_FALSE(before.take("ana", start + asked + refused.reset - 1s).allowed)
            << asked.count();
        EXPECT_TRUE(of.take("ana", start + asked + refused.reset).allowed) << asked.count();
    }
}

TEST(throttle, a_clock_that_is_set_back_frees_nobody) {
    throttle of{{.requests = 3, .period = 60s}};
    EXPECT_EQ(allowed_of(of, "ana", start + 60s, 5), 3);
    EXPECT_EQ(allowed_of(of, "ana", start, 5), 0);
}

TEST(throttle, many_keys_share_one_count) {
    throttle of{{.requests = 2, .period = 60s}, 2};
    EXPECT_EQ(allowed_of(of, "one", start, 5), 2);
    EXPECT_EQ(allowed_of(of, "two", start, 5), 2);
    EXPECT_EQ(allowed_of(of, "three", start, 1), 1);
    EXPECT_EQ(allowed_of(of, "four", start, 5), 1);
    EXPECT_EQ(allowed_of(of, "four", start + 120s, 5), 2);
}

TEST(throttle, tells_of_those_who_ask_much_and_hears_of_them) {
    throttle one{{.requests = 80, .period = 60s}};
    throttle other{{.requests = 80, .period = 60s}};
    allowed_of(one, "quiet", start, 5);
    EXPECT_TRUE(one.unshared().empty());

    EXPECT_EQ(allowed_of(one, "ana", start, 50), 50);
    auto told = one.unshared();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].key, "ana");
    EXPECT_EQ(told[0].requests, 50);
    EXPECT_TRUE(one.unshared().empty());

    EXPECT_EQ(allowed_of(other, "ana", start, 20), 20);
    auto answer = other.unshared().at(0);
    answer.requests += told[0].requests;
    other.learn(answer, 0);
    EXPECT_EQ(allowed_of(other, "ana", start, 50), 10);
    EXPECT_EQ(other.unshared().at(0).requests, 10);

    // Of a period that is over.
    EXPECT_EQ(allowed_of(other, "ana", start + 120s, 1), 1);
    other.learn(answer, 0);
    EXPECT_EQ(allowed_of(other, "ana", start + 120s, 100), 79);
}

TEST(throttle, what_others_counted_before_counts) {
    throttle of{{.requests = 10, .period = 60s}};
    of.take("ana", start);
    of.learn({.key = "ana", .period = start.time_since_epoch() / 60s, .requests = 1}, 10);
    EXPECT_FALSE(of.take("ana", start).allowed);
    EXPECT_TRUE(of.take("ana", start + 30s).allowed);
}

http::request asking(std::string path, std::string address) {
    http::request one;
    one.path = std::move(path);
    one.remote_address = std::move(address);
    return one;
}

TEST(admission, counts_users_and_addresses_apart_and_nothing_but_the_api) {
    base::manual_clock clock{start};
    http::admission of{{.user = {1}, .address = {2}}, clock};
    EXPECT_FALSE(of.count(asking("/livez", "192.0.2.1")));
    EXPECT_FALSE(of.count(asking("/", "192.0.2.1")));
    auto signed_in = asking("/api/stores/", "192.0.2.1");
    signed_in.caller = http::caller{base::user_id{7}};
    EXPECT_TRUE(of.count(signed_in)->now.allowed);
    EXPECT_FALSE(of.count(signed_in)->now.allowed);
    EXPECT_TRUE(of.count(asking("/api/stores/", "192.0.2.1"))->now.allowed);
    EXPECT_TRUE(of.count(asking("/api/stores/", "192.0.2.1"))->now.allowed);
    EXPECT_FALSE(of.count(asking("/api/stores/", "192.0.2.1"))->now.allowed);

    http::admission nobody{{}, clock};
    EXPECT_FALSE(nobody.count(asking("/api/stores/", "192.0.2.1")));
}

TEST(client_network, is_the_address_or_what_one_client_has_of_ipv6) {
    EXPECT_EQ(http::client_network("192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(http::client_network("2001:db8:1:2:3::4"), "2001:db8:1:2::");
    EXPECT_EQ(http::client_network("2001:db8:1:2::ffff"), "2001:db8:1:2::");
    EXPECT_EQ(http::client_network("::ffff:192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(http::client_network("unix:"), "unix:");
    EXPECT_EQ(http::client_network(std::string(100, 'x')), std::string(64, 'x'));
}

} // namespace
