#include "aws_wire/answers.hpp"
#include "aws_wire/arn.hpp"
#include "aws_wire/attributes.hpp"
#include "aws_wire/digest.hpp"
#include "aws_wire/notification.hpp"
#include "aws_wire/sns_topics.hpp"
#include "aws_wire/sqs_queues.hpp"

#include <gtest/gtest.h>

namespace {

using aws_wire::error_code;
using aws_wire::service;

TEST(answers, sqs_json_errors_name_both_protocols_codes) {
    const auto answer =
        aws_wire::json_error(aws_wire::make_error(error_code::queue_does_not_exist));
    EXPECT_EQ(answer.status, 400u);
    EXPECT_EQ(answer.query_error, "AWS.SimpleQueueService.NonExistentQueue;Sender");
    EXPECT_EQ(
        answer.body,
        R"({"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"The specified queue does not exist."})");
    const auto back = aws_wire::parse_json_error(answer.body, answer.query_error);
    EXPECT_EQ(back, aws_wire::make_error(error_code::queue_does_not_exist));
    EXPECT_EQ(aws_wire::parse_json_error(answer.body, "").code, error_code::queue_does_not_exist);
}

TEST(answers, sqs_query_errors) {
    const auto answer = aws_wire::xml_error(
        service::sqs, aws_wire::make_error(error_code::queue_does_not_exist), "r-1");
    EXPECT_EQ(answer.body,
              "<?xml version=\"1.0\"?><ErrorResponse "
              "xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\"><Error><Type>Sender"
              "</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>The specified "
              "queue does not exist for this "
              "wsdl version.</Message><Detail/></Error><RequestId>r-1</RequestId></ErrorResponse>");
}

TEST(answers, statuses_that_are_not_400) {
    EXPECT_EQ(aws_wire::json_error({error_code::purge_queue_in_progress, ""}).status, 403u);
    EXPECT_EQ(aws_wire::xml_error(service::sns, {error_code::not_found, ""}, "r").status, 404u);
    EXPECT_EQ(aws_wire::xml_error(service::sns, {error_code::throttled, ""}, "r").status, 429u);
    EXPECT_EQ(aws_wire::json_error({error_code::internal_failure, ""}).query_error,
              "InternalFailure;Receiver");
}

TEST(answers, every_code_is_read_back_from_its_names) {
    for (int i = 0; i <= static_cast<int>(error_code::internal_failure); ++i) {
        const auto code = static_cast<error_code>(i);
        if (code == error_code::missing_action)
            continue; // JSON has one name for both missing and unknown actions
        EXPECT_EQ(aws_wire::parse_error_code(aws_wire::names_of(code).query), code) << i;
        EXPECT_EQ(aws_wire::parse_error_code(aws_wire::names_of(code).json), code) << i;
    }
    EXPECT_EQ(aws_wire::parse_error_code("NotFound"), error_code::not_found);
    EXPECT_EQ(aws_wire::parse_error_code("Throttled"), error_code::over_limit);
    EXPECT_EQ(aws_wire::parse_error_code("?"), error_code::internal_failure);
}

TEST(answers, xml_envelopes) {
    EXPECT_EQ(aws_wire::xml_answer<aws_wire::sns::create_topic_input>(service::sns, {"arn"}, "r"),
              "<CreateTopicResponse "
              "xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/"
              "\"><CreateTopicResult><TopicArn>arn</TopicArn>"
              "</CreateTopicResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></"
              "CreateTopicResponse>");
    EXPECT_EQ(aws_wire::xml_answer<aws_wire::sns::delete_topic_input>(service::sns, {}, "r"),
              "<DeleteTopicResponse "
              "xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><ResponseMetadata><RequestId>r</"
              "RequestId>"
              "</ResponseMetadata></DeleteTopicResponse>");
    EXPECT_EQ(aws_wire::xml_answer<aws_wire::sqs::list_queues_input>(service::sqs, {}, "r"),
              "<?xml version=\"1.0\"?><ListQueuesResponse "
              "xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\"><ListQueuesResult>"
              "</ListQueuesResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></"
              "ListQueuesResponse>");
}

TEST(arn, round_trips_and_refuses_rubbish) {
    constexpr std::string_view text = "arn:aws:sns:us-east-1:000000000000:topic:5f3c";
    const auto parsed = aws_wire::arn::parse(text);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->resource, "topic:5f3c");
    EXPECT_EQ(parsed->to_string(), text);
    EXPECT_FALSE(aws_wire::arn::parse("t"));
    EXPECT_FALSE(aws_wire::arn::parse("arn:aws:sns:us-east-1:0"));
    EXPECT_FALSE(aws_wire::arn::parse("arn:aws:sns:us-east-1:0:"));
}

TEST(queue_url, every_style_is_read) {
    using address = aws_wire::queue_address;
    const auto parse = [](std::string_view url) {
        return aws_wire::parse_queue_url(url).value_or(address{});
    };
    EXPECT_EQ(parse("http://localhost:4566/000000000000/q"), (address{"", "000000000000", "q"}));
    EXPECT_EQ(parse("http://sqs.eu-west-1.localhost.localstack.cloud:4566/000000000000/q"),
              (address{"eu-west-1", "000000000000", "q"}));
    EXPECT_EQ(parse("https://sqs.eu-west-1.amazonaws.com/123456789012/q.fifo"),
              (address{"eu-west-1", "123456789012", "q.fifo"}));
    EXPECT_EQ(parse("http://eu-west-1.queue.localhost.localstack.cloud:4566/000000000000/q"),
              (address{"eu-west-1", "000000000000", "q"}));
    EXPECT_EQ(parse("http://localhost:4566/queue/eu-west-1/000000000000/q"),
              (address{"eu-west-1", "000000000000", "q"}));
    EXPECT_EQ(parse("/000000000000/q?Action=x"), (address{"", "000000000000", "q"}));
    EXPECT_EQ(parse("http://10.0.0.1:4566/000000000000/q"), (address{"", "000000000000", "q"}));
    EXPECT_FALSE(aws_wire::parse_queue_url("http://localhost"));
    EXPECT_FALSE(aws_wire::parse_queue_url("/a"));
    EXPECT_FALSE(aws_wire::parse_queue_url("/a/b/c"));
}

TEST(attributes, digest_as_aws_returns_it) {
    EXPECT_EQ(aws_wire::md5_of_attributes({{"timestamp", {"Number", "1493147359900", {}}}}),
              "235c5c510d26fb653d073faed50ae77c");
    EXPECT_EQ(aws_wire::md5_of_attributes({{"timestamp", {"Number", "1493147359901", {}}}}),
              "994258b45346a2cc3f9cbb611aa7af30");
    EXPECT_EQ(aws_wire::md5_of_attributes({}), "");
    EXPECT_EQ(aws_wire::md5_hex("hello & <w\u00f6rld> ~/+=\n"), "6402a6b4490551262b44cd594288183b");
}

TEST(attributes, refuses_what_aws_refuses) {
    const auto refused = [](std::string name, aws_wire::attribute_value value) {
        return aws_wire::refusal_of({{std::move(name), std::move(value)}}).has_value();
    };
    EXPECT_FALSE(refused("Kind_1-a.b", {"String.label", "x", {}}));
    EXPECT_FALSE(refused("n", {"Number", "-1.5e3", {}}));
    EXPECT_TRUE(refused(".a", {"String", "x", {}}));
    EXPECT_TRUE(refused("a b", {"String", "x", {}}));
    EXPECT_TRUE(refused("a", {"Strings", "x", {}}));
    EXPECT_TRUE(refused("a", {"", "x", {}}));
    EXPECT_TRUE(refused("a", {"String", "", {}}));
    EXPECT_TRUE(refused("a", {"Binary", "x", {}}));
    EXPECT_TRUE(refused("a", {"Number", "1x", {}}));
    EXPECT_TRUE(refused("a", {"String", "\x01", {}}));
    aws_wire::attribute_map eleven;
    for (int i = 0; i < 11; ++i)
        eleven.emplace(std::to_string(i), aws_wire::string_attribute("x"));
    EXPECT_TRUE(aws_wire::refusal_of(eleven));
}

TEST(attributes, characters_that_xml_can_carry) {
    EXPECT_TRUE(aws_wire::valid_message_text("\t\n\r \u20ac\U0001F600\uFFFD"));
    EXPECT_FALSE(aws_wire::valid_message_text("\x0b"));
    EXPECT_FALSE(aws_wire::valid_message_text("\uFFFE"));
    EXPECT_FALSE(aws_wire::valid_message_text("x\uFFFF"));
}

TEST(notification, has_sns_layout_and_reads_itself) {
    aws_wire::notification note;
    note.message_id = "m-1";
    note.topic_arn = "arn:aws:sns:us-east-1:000000000000:t";
    note.subject = "s";
    note.message = "{\"a\":\"\u00e9\"}";
    note.timestamp = aws_wire::to_sns_time(*base::parse_rfc3339("2026-11-24T04:00:00.25Z"));
    note.attributes = {{"b", {"Binary", {}, "\x01"}}, {"k", aws_wire::string_attribute("v")}};
    const auto text = note.to_json();
    EXPECT_EQ(text, R"({
  "Type" : "Notification",
  "MessageId" : "m-1",
  "TopicArn" : "arn:aws:sns:us-east-1:000000000000:t",
  "Subject" : "s",
  "Message" : "{\"a\":\"é\"}",
  "Timestamp" : "2026-11-24T04:00:00.250Z",
  "SignatureVersion" : "1",
  "Signature" : "",
  "SigningCertURL" : "",
  "UnsubscribeURL" : "",
  "MessageAttributes" : {
    "b" : {"Type":"Binary","Value":"AQ=="},
    "k" : {"Type":"String","Value":"v"}
  }
})");
    const auto back = aws_wire::notification::parse(text);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->message, note.message);
    EXPECT_EQ(back->attributes, note.attributes);
    EXPECT_FALSE(aws_wire::notification::parse("{\"Type\":\"Other\"}"));
    EXPECT_FALSE(aws_wire::notification::parse("raw"));
}

} // namespace
