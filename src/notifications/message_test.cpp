#include "notifications/message.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>

namespace notifications {
namespace {

using namespace std::chrono;
using testing::HasSubstr;

notice_message example() {
    return {base::window_id{7},   base::user_id{11}, kind::flash_promo, 2026y / November / 24, 3,
            "\"Café\" at Ana's\n"};
}

TEST(notice_message, survives_its_way) {
    const auto text = encode(example());
    EXPECT_EQ(text, R"({"window":7,"shopper":11,"type":"flash_promo","day":"2026-11-24",)"
                    R"("version":3,"text":"\"Café\" at Ana's\n"})");
    EXPECT_EQ(decode_notice(text), example());
}

TEST(notice_message, comes_in_the_envelope_of_sns_too) {
    const auto envelope = boost::json::serialize(
        boost::json::object{{"Type", "Notification"},
                            {"MessageId", "m"},
                            {"TopicArn", "arn:aws:sns:us-east-1:000000000000:flash-promos"},
                            {"Message", encode(example())},
                            {"Timestamp", "2026-11-24T04:00:00.000Z"},
                            {"SignatureVersion", "1"},
                            {"Signature", "s"},
                            {"SigningCertURL", "https://example.com/c.pem"},
                            {"UnsubscribeURL", "https://example.com/u"}});
    EXPECT_EQ(decode_notice(envelope), example());
}

TEST(notice_message, ignores_what_a_newer_worker_adds) {
    auto text = encode(example());
    text.insert(1, R"("sound":"bell",)");
    EXPECT_EQ(decode_notice(text), example());
}

TEST(notice_message, names_everything_that_is_wrong) {
    const auto bad = decode_notice(R"({"window":0,"shopper":"x","type":"spam","version":0})");
    ASSERT_FALSE(bad);
    for (const auto* field : {"window: ", "shopper: ", "type: ", "day: ", "version: ", "text: "})
        EXPECT_THAT(bad.error(), HasSubstr(field));
    EXPECT_FALSE(decode_notice(""));
    EXPECT_FALSE(decode_notice("[]"));
    EXPECT_FALSE(decode_notice(R"({"window":7)"));
    EXPECT_THAT(decode_notice(R"({"window":7,"shopper":11,"type":"restock","day":"2026-02-30",)"
                              R"("version":1,"text":"x"})")
                    .error(),
                HasSubstr("day: "));
}

TEST(notice_message, says_what_where_and_until_when) {
    const window_facts facts{2026y / November / 24,       "Coffee", "Cafe {Ana}",
                             *base::money::parse("9.90"), "USD",    "18:00"};
    EXPECT_EQ(notice_text(kind::flash_promo, facts, base::language::english),
              "Coffee at Cafe {Ana} for 9.90 USD, now and until 18:00.");
    EXPECT_EQ(notice_text(kind::restock, facts, base::language::english),
              "Coffee at Cafe {Ana} is available again for 9.90 USD, until 18:00.");
    EXPECT_THAT(notice_text(kind::restock, facts, base::language::spanish),
                testing::HasSubstr("está disponible otra vez por"));
}

} // namespace
} // namespace notifications
