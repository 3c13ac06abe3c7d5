#include "localaws/core.hpp"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using aws_wire::error_code;
namespace wire = aws_wire::sqs;
namespace sns_wire = aws_wire::sns;

class core : public testing::Test {
protected:
    core()
        : state{localaws::limits{}, localaws::id_source::random()} {
        in.url_base = "http://localhost:4566";
    }

    std::string make_queue(const std::string& name, aws_wire::string_map attributes = {}) {
        return state.queues().execute(in, {name, std::move(attributes), {}}, now)->queue_url;
    }

    void send(const std::string& url, const std::string& body) {
        wire::send_message_input command;
        command.queue_url = url;
        command.message_body = body;
        ASSERT_TRUE(state.queues().execute(in, command, now));
        state.queues().settle(now);
    }

    wire::receive_message_input receive_of(const std::string& url, std::int64_t wait = 0) const {
        wire::receive_message_input command;
        command.queue_url = url;
        command.max_number_of_messages = 10;
        command.wait_time_seconds = wait;
        command.attribute_names = {"All"};
        return command;
    }

    std::vector<wire::message> receive(const std::string& url) {
        return (*state.queues().receive(in, receive_of(url), 1, now))->messages;
    }

    void pass(std::chrono::seconds time) {
        now += time;
        state.queues().advance(now);
    }

    localaws::instant now{1'000'000s};
    localaws::scope in;
    localaws::core state;
};

TEST_F(core, a_message_is_hidden_shown_again_and_deleted) {
    const auto url = make_queue("q");
    EXPECT_EQ(url, "http://localhost:4566/000000000000/q");
    send(url, "hello");
    const auto first = receive(url);
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0].md5_of_body, "5d41402abc4b2a76b9719d911017c592");
    EXPECT_TRUE(receive(url).empty());
    pass(30s);
    const auto second = receive(url);
    ASSERT_EQ(second.size(), 1u);
    EXPECT_EQ(second[0].attributes.at("ApproximateReceiveCount"), "2");
    EXPECT_TRUE(
        state.queues().execute(in, wire::delete_message_input{url, second[0].receipt_handle}, now));
    pass(30s);
    EXPECT_TRUE(receive(url).empty());
}

TEST_F(core, a_long_poll_wakes_with_the_message_and_ends_with_its_time) {
    const auto url = make_queue("q");
    EXPECT_FALSE(state.queues().receive(in, receive_of(url, 20), 7, now));
    EXPECT_EQ(state.queues().next_due(), now + 20s);
    send(url, "x");
    auto answers = state.queues().take_answers();
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].to, 7u);
    EXPECT_EQ(answers[0].result->messages.at(0).body, "x");

    EXPECT_FALSE(state.queues().receive(in, receive_of(url, 20), 8, now));
    pass(20s);
    answers = state.queues().take_answers();
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_TRUE(answers[0].result->messages.empty());
    EXPECT_EQ(state.queues().waiting_count(), 0u);
}

TEST_F(core, a_long_poll_sees_what_becomes_visible_and_an_abandoned_one_takes_nothing) {
    const auto url = make_queue("q", {{"VisibilityTimeout", "5"}, {"DelaySeconds", "3"}});
    send(url, "x");
    EXPECT_FALSE(state.queues().receive(in, receive_of(url, 20), 1, now));
    EXPECT_FALSE(state.queues().receive(in, receive_of(url, 20), 2, now));
    state.queues().abandon(1);
    EXPECT_EQ(state.queues().next_due(), now + 3s);
    pass(3s);
    auto answers = state.queues().take_answers();
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].to, 2u);
    EXPECT_FALSE(state.queues().receive(in, receive_of(url, 20), 3, now));
    pass(5s);
    answers = state.queues().take_answers();
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].result->messages.at(0).body, "x");
}

TEST_F(core, messages_received_too_often_go_to_the_dead_letter_queue) {
    const auto dead = make_queue("dead");
    const auto url = make_queue(
        "q",
        {{"VisibilityTimeout", "0"},
         {"RedrivePolicy",
          R"({"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":"2"})"}});
    send(url, "x");
    EXPECT_EQ(receive(url).size(), 1u);
    EXPECT_EQ(receive(url).size(), 1u);
    EXPECT_TRUE(receive(url).empty());
    const auto moved = receive(dead);
    ASSERT_EQ(moved.size(), 1u);
    EXPECT_EQ(moved[0].attributes.at("DeadLetterQueueSourceArn"),
              "arn:aws:sqs:us-east-1:000000000000:q");
}

TEST_F(core, creating_again_gives_the_same_queue_or_names_the_conflict) {
    make_queue("q", {{"DelaySeconds", "1"}});
    EXPECT_TRUE(state.queues().execute(
        in, wire::create_queue_input{"q", {{"DelaySeconds", "1"}}, {}}, now));
    const auto conflict =
        state.queues().execute(in, wire::create_queue_input{"q", {{"DelaySeconds", "2"}}, {}}, now);
    ASSERT_FALSE(conflict);
    EXPECT_EQ(conflict.error().code, error_code::queue_name_exists);
    EXPECT_EQ(conflict.error().message, "A queue already exists with the same name and a different "
                                        "value for attribute DelaySeconds");
}

TEST_F(core, a_topic_fans_out_raw_and_in_an_envelope) {
    const auto raw = make_queue("raw");
    const auto enveloped = make_queue("enveloped");
    const auto topic =
        state.topics().execute(in, sns_wire::create_topic_input{"t", {}, {}}, now)->topic_arn;
    const auto subscribe = [&](const std::string& name, aws_wire::string_map attributes) {
        return state.topics().execute(
            in,
            sns_wire::subscribe_input{topic,
                                      "sqs",
                                      "arn:aws:sqs:us-east-1:000000000000:" + name,
                                      std::move(attributes),
                                      {}},
            now);
    };
    ASSERT_TRUE(subscribe("raw", {{"RawMessageDelivery", "true"}}));
    ASSERT_TRUE(subscribe("enveloped", {}));
    sns_wire::publish_input publish;
    publish.topic_arn = topic;
    publish.message = "hello";
    ASSERT_TRUE(state.topics().execute(in, publish, now));
    EXPECT_EQ(receive(raw).at(0).body, "hello");
    const auto body = receive(enveloped).at(0).body;
    EXPECT_NE(body.find("\"Message\" : \"hello\""), std::string::npos);
    EXPECT_NE(body.find("SubscriptionArn=" + topic + ":"), std::string::npos);
}

TEST_F(core, unknown_queues_and_topics_are_refused_by_name) {
    const auto queue = state.queues().receive(in, receive_of("http://h/000000000000/none"), 1, now);
    EXPECT_EQ(queue->error().code, error_code::queue_does_not_exist);
    sns_wire::publish_input publish;
    publish.topic_arn = "arn:aws:sns:us-east-1:000000000000:none";
    publish.message = "x";
    EXPECT_EQ(state.topics().execute(in, publish, now).error().code, error_code::not_found);
    publish.topic_arn = "t";
    EXPECT_EQ(state.topics().execute(in, publish, now).error().message,
              "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1");
}

} // namespace
