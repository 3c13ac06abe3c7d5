#include "aws_wire/json_codec.hpp"
#include "aws_wire/query_codec.hpp"
#include "aws_wire/sns_publish.hpp"
#include "aws_wire/sns_subscriptions.hpp"
#include "aws_wire/sqs_receive.hpp"
#include "aws_wire/sqs_send.hpp"
#include "aws_wire/xml_codec.hpp"

#include <gmock/gmock.h>

// The requests are what botocore 1.29 (query) and 1.43 (JSON) sent.
namespace {

using aws_wire::query_style;
namespace sqs = aws_wire::sqs;
namespace sns = aws_wire::sns;

constexpr std::string_view send_query =
    "Action=SendMessage&Version=2012-11-05&QueueUrl=http%3A%2F%2Flocalhost%3A4566%2F000000000000%"
    "2Fq&MessageBody=hello+%26+"
    "%3Cw%C3%B6rld%3E+~%2F%2B%3D%0A&DelaySeconds=3&MessageAttribute.1.Name=kind&MessageAttribute.1."
    "Value.DataType=String&"
    "MessageAttribute.1.Value.StringValue=flash&MessageAttribute.2.Name=n&MessageAttribute.2.Value."
    "DataType=Number&"
    "MessageAttribute.2.Value.StringValue=12&MessageAttribute.3.Name=b&MessageAttribute.3.Value."
    "DataType=Binary&"
    "MessageAttribute.3.Value.BinaryValue=AAH%2F";
constexpr std::string_view send_json =
    R"({"QueueUrl": "http://localhost:4566/000000000000/q", "MessageBody": "hello & <w\u00f6rld> ~/+=\n", "DelaySeconds": 3, )"
    R"("MessageAttributes": {"kind": {"DataType": "String", "StringValue": "flash"}, "n": {"DataType": "Number", )"
    R"("StringValue": "12"}, "b": {"DataType": "Binary", "BinaryValue": "AAH/"}}})";

void expect_the_send(const sqs::send_message_input& got) {
    EXPECT_EQ(got.queue_url, "http://localhost:4566/000000000000/q");
    EXPECT_EQ(got.message_body, "hello & <w\u00f6rld> ~/+=\n");
    EXPECT_EQ(got.delay_seconds, 3);
    ASSERT_EQ(got.message_attributes.size(), 3u);
    EXPECT_EQ(got.message_attributes.at("kind"), aws_wire::string_attribute("flash"));
    EXPECT_EQ(got.message_attributes.at("n").data_type, "Number");
    EXPECT_EQ(got.message_attributes.at("b").binary_value, std::string("\x00\x01\xff", 3));
    EXPECT_EQ(aws_wire::md5_of_attributes(got.message_attributes),
              "4e8435f50de75af0ddd10bd9f5ecfec5");
}

template <class T>
T read_json(std::string_view text) {
    const auto value = aws_wire::parse_json(text);
    EXPECT_TRUE(value);
    auto out = aws_wire::from_json<T>(*value);
    EXPECT_TRUE(out);
    return std::move(*out);
}

template <class T>
T read_form(std::string_view text, query_style style) {
    auto out = aws_wire::from_form<T>(aws_wire::form::parse(text), style);
    EXPECT_TRUE(out);
    return std::move(*out);
}

TEST(codecs, read_one_send_in_both_protocols) {
    expect_the_send(read_form<sqs::send_message_input>(send_query, query_style::flattened));
    expect_the_send(read_json<sqs::send_message_input>(send_json));
}

TEST(codecs, write_what_they_read) {
    const auto request = read_json<sqs::send_message_input>(send_json);
    expect_the_send(read_json<sqs::send_message_input>(aws_wire::to_json(request)));
    expect_the_send(read_form<sqs::send_message_input>(
        aws_wire::to_form(request, sqs::version, query_style::flattened), query_style::flattened));
}

TEST(codecs, read_a_receive) {
    const auto got = read_form<sqs::receive_message_input>(
        "Action=ReceiveMessage&Version=2012-11-05&QueueUrl=u&MaxNumberOfMessages=10&"
        "WaitTimeSeconds=20&AttributeName.1=All&"
        "MessageAttributeName.1=kind&MessageAttributeName.2=b.%2A",
        query_style::flattened);
    EXPECT_THAT(got.attribute_names, testing::ElementsAre("All"));
    EXPECT_THAT(got.message_attribute_names, testing::ElementsAre("kind", "b.*"));
    EXPECT_EQ(got.max_number_of_messages, 10);
    EXPECT_EQ(got.wait_time_seconds, 20);
    EXPECT_FALSE(got.visibility_timeout);
}

TEST(codecs, read_flattened_batches_and_maps) {
    const auto deletes = read_form<sqs::delete_message_batch_input>(
        "QueueUrl=u&DeleteMessageBatchRequestEntry.1.Id=a&DeleteMessageBatchRequestEntry.1."
        "ReceiptHandle=h1&"
        "DeleteMessageBatchRequestEntry.2.Id=b&DeleteMessageBatchRequestEntry.2.ReceiptHandle=h2",
        query_style::flattened);
    ASSERT_EQ(deletes.entries.size(), 2u);
    EXPECT_EQ(deletes.entries[1].id, "b");
    EXPECT_EQ(deletes.entries[1].receipt_handle, "h2");

    const auto queue =
        read_form<sqs::create_queue_input>("QueueName=q&Attribute.1.Name=DelaySeconds&Attribute.1."
                                           "Value=5&Tag.1.Key=team&Tag.1.Value=x",
                                           query_style::flattened);
    EXPECT_EQ(queue.attributes.at("DelaySeconds"), "5");
    EXPECT_EQ(queue.tags.at("team"), "x");
}

TEST(codecs, read_and_write_wrapped_batches_and_maps) {
    constexpr std::string_view publish =
        "Action=PublishBatch&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%"
        "3A000000000000%3At&"
        "PublishBatchRequestEntries.member.1.Id=1&PublishBatchRequestEntries.member.1.Message=m&"
        "PublishBatchRequestEntries.member.1.Subject=s&PublishBatchRequestEntries.member.1."
        "MessageAttributes.entry.1.Name=kind&"
        "PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Value.DataType=String&"
        "PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Value.StringValue=flash";
    const auto batch = read_form<sns::publish_batch_input>(publish, query_style::wrapped);
    ASSERT_EQ(batch.entries.size(), 1u);
    EXPECT_EQ(batch.entries[0].subject, "s");
    EXPECT_EQ(batch.entries[0].message_attributes.at("kind"), aws_wire::string_attribute("flash"));
    EXPECT_EQ(aws_wire::to_form(batch, sns::version, query_style::wrapped), publish);

    const auto subscription =
        read_form<sns::subscribe_input>("TopicArn=t&Protocol=sqs&Endpoint=e&Attributes.entry.1.key="
                                        "RawMessageDelivery&Attributes.entry.1.value=true&"
                                        "ReturnSubscriptionArn=true",
                                        query_style::wrapped);
    EXPECT_EQ(subscription.attributes.at("RawMessageDelivery"), "true");
    EXPECT_EQ(subscription.return_subscription_arn, true);
}

TEST(codecs, refuse_wrong_types) {
    for (const auto* text :
         {R"({"DelaySeconds": "3"})", R"({"MessageBody": 3})", R"({"MessageAttributes": []})",
          R"({"MessageAttributes": {"a": {"BinaryValue": "?"}}})", "[]"}) {
        const auto value = aws_wire::parse_json(text);
        ASSERT_TRUE(value) << text;
        const auto got = aws_wire::from_json<sqs::send_message_input>(*value);
        ASSERT_FALSE(got) << text;
        EXPECT_EQ(got.error().code, aws_wire::error_code::serialization);
    }
    EXPECT_FALSE(aws_wire::parse_json("{"));
    EXPECT_FALSE(aws_wire::from_form<sqs::send_message_input>(
        aws_wire::form::parse("DelaySeconds=x"), query_style::flattened));
}

TEST(codecs, leave_out_what_is_empty) {
    EXPECT_EQ(aws_wire::to_json(sqs::receive_message_output{}), "{}");
    EXPECT_EQ(aws_wire::to_json(sqs::list_queues_output{}), "{}");
}

TEST(codecs, escape_in_json) {
    std::string out;
    aws_wire::append_json_string(out, std::string_view{"\"\\\n\x01 \u00e9\0", 8});
    EXPECT_EQ(out, "\"\\\"\\\\\\n\\u0001 \u00e9\\u0000\"");
}

TEST(codecs, xml_gives_back_every_byte) {
    sqs::receive_message_output answer;
    auto& message = answer.messages.emplace_back();
    message.body = "a\r\n\t <&>\"' \u00e9 ";
    message.attributes = {{"ApproximateReceiveCount", "1"}};
    message.message_attributes = {{"b", {"Binary", std::nullopt, std::string("\0\1", 2)}}};
    std::string text = "<ReceiveMessageResponse><ReceiveMessageResult>";
    aws_wire::xml_writer writer{text, query_style::flattened};
    sqs::receive_message_output::describe(answer, writer);
    text += "</ReceiveMessageResult></ReceiveMessageResponse>";
    const auto back = aws_wire::from_xml<sqs::receive_message_output>(text, "ReceiveMessage",
                                                                      query_style::flattened);
    ASSERT_TRUE(back);
    ASSERT_EQ(back->messages.size(), 1u);
    EXPECT_EQ(back->messages[0].body, message.body);
    EXPECT_EQ(back->messages[0].attributes, message.attributes);
    EXPECT_EQ(back->messages[0].message_attributes, message.message_attributes);
}

TEST(codecs, wrapped_xml_lists_have_members) {
    sns::list_topics_output answer;
    std::string text;
    aws_wire::xml_writer writer{text, query_style::wrapped};
    sns::list_topics_output::describe(answer, writer);
    EXPECT_EQ(text, "<Topics/>");
    text.clear();
    answer.topics.push_back({"arn"});
    sns::list_topics_output::describe(answer, writer);
    EXPECT_EQ(text, "<Topics><member><TopicArn>arn</TopicArn></member></Topics>");
}

TEST(form, decodes_and_keeps_broken_escapes) {
    const auto form = aws_wire::form::parse("a=1+2%20%zz%4&b&=x&a=again");
    EXPECT_EQ(*form.find("a"), "1 2 %zz%4");
    EXPECT_EQ(*form.find("b"), "");
    EXPECT_EQ(form.find("c"), nullptr);
}

} // namespace
