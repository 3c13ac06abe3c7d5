#include "base/encoding.hpp"
#include "notifications/push/sender.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

namespace {

using namespace notifications::push;
using testing::Contains;
using testing::HasSubstr;
using testing::Key;
using testing::Not;

std::string raw(std::string_view text) {
    return base::from_base64url(text).value();
}

// RFC 8291, section 5 and appendix A.
const browser_keys rfc_browser{
    raw("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
    raw("BTBZMqHH6r4Tts7J_aSIgg")};
const std::string rfc_sender_scalar = raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");

TEST(p256, gives_the_public_key_and_agrees_with_its_peer) {
    const auto sender = p256_key::from_scalar(rfc_sender_scalar);
    ASSERT_TRUE(sender);
    EXPECT_EQ(
        base::to_base64url(sender->public_point()),
        "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
    const auto browser = p256_key::from_scalar(raw("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"));
    ASSERT_TRUE(browser);
    EXPECT_EQ(browser->public_point(), rfc_browser.point);
    EXPECT_EQ(sender->agree(browser->public_point()), browser->agree(sender->public_point()));
}

TEST(p256, refuses_what_is_no_key) {
    EXPECT_FALSE(p256_key::from_scalar(std::string(32, '\0')));
    EXPECT_FALSE(p256_key::from_scalar(std::string(32, '\xff'))) << "beyond the curve's order";
    EXPECT_FALSE(p256_key::from_scalar(std::string(31, '\1')));
    EXPECT_TRUE(is_p256_point(rfc_browser.point));
    auto beside = rfc_browser.point;
    beside.back() = static_cast<char>(beside.back() ^ 1);
    for (const auto& bad : {beside, std::string(65, '\4'), rfc_browser.point.substr(0, 33),
                            std::string{}, std::string(1, '\0')}) {
        EXPECT_FALSE(is_p256_point(bad));
        EXPECT_FALSE(p256_key::random().agree(bad));
    }
}

TEST(push_encryption, writes_the_bytes_of_the_rfc) {
    const auto sender = p256_key::from_scalar(rfc_sender_scalar);
    EXPECT_EQ(base::to_base64url(encrypt(rfc_browser, "When I grow up, I want to be a watermelon",
                                         *sender, raw("DGv6ra1nlYgDCS1FRnbzlw"))),
              "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_"
              "c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
              "6TlzAC8wEqKK6PBru3jl7A_"
              "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qu"
              "lcy4a-fN");
}

TEST(push_encryption, no_two_messages_share_a_key) {
    const auto one = encrypt(rfc_browser, "text");
    const auto two = encrypt(rfc_browser, "text");
    EXPECT_NE(one.substr(0, salt_bytes), two.substr(0, salt_bytes));
    EXPECT_NE(one.substr(21, p256_point_bytes), two.substr(21, p256_point_bytes));
    EXPECT_EQ(encrypt(rfc_browser, std::string(plaintext_bytes_max, 'x')).size(), 4096U);
}

TEST(vapid, keeps_its_key_and_a_token_an_origin) {
    const base::instant now{std::chrono::hours{24}};
    vapid one{"secret", "mailto:a@example.com"};
    EXPECT_EQ(one.public_key(), (vapid{"secret", "mailto:b@example.com"}.public_key()));
    EXPECT_NE(one.public_key(), (vapid{"another", "mailto:a@example.com"}.public_key()));
    const auto first = one.authorization("https://push.example", now);
    EXPECT_EQ(one.authorization("https://push.example", now + std::chrono::hours{6}), first);
    EXPECT_NE(one.authorization("https://push.example", now + std::chrono::hours{7}), first);
    const auto claims = first.substr(first.find('.') + 1);
    EXPECT_EQ(raw(claims.substr(0, claims.find('.'))),
              R"({"aud":"https://push.example","exp":129600,"sub":"mailto:a@example.com"})");
    EXPECT_THAT(first, HasSubstr(", k=" + one.public_key()));
}

TEST(push_services, are_those_that_were_named) {
    const service_rules rules{{"push.example", ".wide.example", "127.0.0.1"}};
    for (const auto* good : {"https://push.example/send/abc", "https://a.wide.example/x?y=z",
                             "http://127.0.0.1:9000/x"})
        EXPECT_TRUE(rules.allow(good)) << good;
    for (const auto* bad :
         {"http://push.example/x", "https://push.example:8443/x", "https://u:p@push.example/x",
          "https://other.example/x", "https://push.example.evil.example/x", "ftp://127.0.0.1/x",
          "https://10.0.0.1/x", "push.example", "", "https:///x", "http://localhost:80/x"})
        EXPECT_FALSE(rules.allow(bad)) << bad;
    EXPECT_FALSE(service_rules{{}}.allow("https://10.0.0.1/x")) << "none named is none allowed";
}

json::field_errors errors_of(std::string_view text) {
    const service_rules rules{{"push.example"}};
    const auto body = boost::json::parse(text);
    json::object_decoder in{body};
    decode_subscription(in, rules);
    return in.finish();
}

TEST(push_subscription, is_what_a_browser_writes) {
    const auto body = boost::json::parse(
        R"({"endpoint":"https://push.example/abc","expirationTime":null,"keys":{"auth":"BTBZMqHH6r4Tts7J_aSIgg",)"
        R"("p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4="}})");
    json::object_decoder in{body};
    const auto read = decode_subscription(in, service_rules{{"push.example"}});
    EXPECT_TRUE(in.finish().empty());
    EXPECT_EQ(read.endpoint, "https://push.example/abc");
    EXPECT_EQ(read.keys.point, rfc_browser.point);
    EXPECT_EQ(read.keys.auth_secret, rfc_browser.auth_secret);
}

TEST(push_subscription, every_bad_field_is_named) {
    const auto all =
        errors_of(R"({"endpoint":"http://10.0.0.1/","keys":{"p256dh":"AAAA","auth":"!"},"x":1})");
    for (const auto* name : {"endpoint", "keys.p256dh", "keys.auth", "x"})
        EXPECT_THAT(all, Contains(Key(name)));
    EXPECT_THAT(errors_of("{}"), testing::UnorderedElementsAre(Key("endpoint"), Key("keys")));
    EXPECT_THAT(errors_of(R"({"endpoint":"https://push.example/a","keys":{}})"),
                testing::UnorderedElementsAre(Key("keys.p256dh"), Key("keys.auth")));
}

TEST(push_payload, fits_whatever_was_written) {
    outgoing one{};
    one.kind = "flash_promo";
    one.promo = base::promo_id{5};
    one.window = base::window_id{7};
    one.store_name = std::string(300, '\x01');
    one.text = std::string(2000, '\x01');
    EXPECT_LE(payload_of(one).size(), plaintext_bytes_max);
    one.text.clear();
    for (int i = 0; i < 800; ++i)
        one.text += "ñ";
    const auto shown = boost::json::parse(payload_of(one)).as_object();
    EXPECT_EQ(shown.at("url").as_string(), "/promos/5/");
    EXPECT_EQ(shown.at("tag").as_string(), "flash_promo-7");
    EXPECT_EQ(shown.at("body").as_string().size(), 500U);
}

} // namespace
