// Our clients of SNS and SQS against our service: calls and batches.
#include "aws/client.hpp"
#include "aws/messaging.hpp"
#include "aws/sns.hpp"
#include "aws/sqs.hpp"
#include "integration/aws_rig.hpp"
#include "localaws/service.hpp"

namespace {

using namespace std::chrono_literals;
using aws_wire::error_code;

class aws_clients : public testing_support::aws_rig {
protected:
    aws_clients()
        : sns{loop.executor(), config(), {}, metrics}
        , sqs{loop.executor(), config(), {}, metrics} {}

    /// A queue that gets what is published to `topic`, as it was published.
    std::string subscribed_queue(bool raw = true) {
        return loop.run([this, raw] { return subscribe_queue(raw); });
    }

    std::vector<aws::send_outcome> publish(const std::vector<aws::outgoing_message>& messages) {
        return loop.run([&] { return sns.publish_batch(topic, messages, soon()); });
    }

    std::vector<aws::message> receive(const std::string& url, aws::receive_options options = {}) {
        auto got = loop.run([&] { return sqs.receive(url, options, soon()); });
        EXPECT_TRUE(got) << got.error().message;
        return *std::move(got);
    }

    aws::sns sns;
    aws::sqs sqs;

private:
    async::task<std::string> subscribe_queue(bool raw) {
        co_await sns.ensure_topic("notices", soon());
        const auto url = co_await sqs.ensure_queue("notices", {}, soon());
        auto queue = co_await sqs.queue_attributes(*url, soon());
        const auto subscription =
            co_await sns.ensure_subscription(topic, (*queue)["QueueArn"], raw, soon());
        EXPECT_TRUE(subscription) << subscription.error().message;
        co_return *url;
    }
};

std::vector<std::string> handles(const std::vector<aws::message>& of) {
    std::vector<std::string> out;
    for (const auto& each : of)
        out.push_back(each.receipt_handle);
    return out;
}

TEST_F(aws_clients, publish_by_tens_and_keep_outcomes_in_order) {
    subscribed_queue();
    const auto outcomes = publish(numbered(95));
    ASSERT_EQ(outcomes.size(), 95U);
    for (const auto& each : outcomes)
        EXPECT_TRUE(each && !each->empty());
    EXPECT_EQ(calls("sns", "PublishBatch"), 10);
    EXPECT_EQ(service.messages(), 95U);
}

TEST_F(aws_clients, split_batches_by_their_size_and_refuse_what_can_never_fit) {
    subscribed_queue();
    std::vector<aws::outgoing_message> messages(9, {std::string(60 * 1024, 'x')});
    messages[4].body = std::string(256 * 1024, 'x'); // just fits, alone
    messages[7].body += std::string(256 * 1024, 'x');
    const auto outcomes = publish(messages);
    EXPECT_EQ(calls("sns", "PublishBatch"), 3) << "four, one, three";
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        EXPECT_EQ(outcomes[i].has_value(), i != 7) << i;
    EXPECT_EQ(outcomes[7].error().code, error_code::invalid_parameter);
    EXPECT_FALSE(outcomes[7].error().may_retry);
    EXPECT_EQ(service.messages(), 8U);
}

TEST_F(aws_clients, tell_which_entry_of_a_batch_failed) {
    subscribed_queue();
    auto messages = numbered(10);
    messages[3].body.clear();
    const auto outcomes = publish(messages);
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        EXPECT_EQ(outcomes[i].has_value(), i != 3) << i;
    EXPECT_FALSE(outcomes[3].error().may_retry);
    EXPECT_THAT(outcomes[3].error().message, testing::HasSubstr("Empty message"));
    EXPECT_EQ(calls("sns", "PublishBatch"), 1) << "what is wrong is not sent again";
}

TEST_F(aws_clients, blame_a_missing_topic_on_no_message) {
    for (const auto& each : publish(numbered(11))) {
        ASSERT_FALSE(each);
        EXPECT_EQ(each.error().code, error_code::not_found);
        EXPECT_TRUE(each.error().may_retry);
    }
}

TEST_F(aws_clients, receive_what_was_sent) {
    const auto url = subscribed_queue();
    publish({{"héllo & <bye>", {{"kind", aws_wire::string_attribute("promo")}}}});
    const auto got = receive(url);
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].body, "héllo & <bye>");
    EXPECT_EQ(got[0].attributes.at("kind").string_value, "promo");
    EXPECT_EQ(got[0].receive_count, 1U);
    ASSERT_TRUE(got[0].sent_at);
    EXPECT_LT(std::chrono::abs(*got[0].sent_at - base::system_clock{}.now()), 20s);
    EXPECT_FALSE(got[0].id.empty());
}

TEST_F(aws_clients, switch_a_subscription_between_raw_and_enveloped) {
    const auto url = subscribed_queue(false);
    publish({{"in an envelope"}});
    EXPECT_THAT(receive(url).at(0).body, testing::HasSubstr(R"("Type" : "Notification")"));
    EXPECT_EQ(subscribed_queue(true), url);
    publish({{"raw"}});
    EXPECT_EQ(receive(url).at(0).body, "raw");
}

TEST_F(aws_clients, hide_show_and_delete_messages_in_batches_of_any_size) {
    const auto url = subscribed_queue();
    publish(numbered(25));
    std::vector<aws::message> all;
    while (all.size() < 25) {
        for (auto& each : receive(url, {.visibility = 60s}))
            all.push_back(std::move(each));
    }
    EXPECT_TRUE(receive(url, {.wait = 0s}).empty());

    auto given = handles(all);
    given[12] = "no handle";
    const auto shown =
        loop.run([&] { return sqs.change_visibility_batch(url, given, 0s, soon()); });
    for (std::size_t i = 0; i < shown.size(); ++i)
        EXPECT_EQ(shown[i].has_value(), i != 12) << i;
    EXPECT_EQ(shown[12].error().code, error_code::receipt_handle_is_invalid);
    EXPECT_EQ(receive(url, {.wait = 0s}).at(0).receive_count, 2U);

    for (const auto& each : loop.run([&] { return sqs.delete_batch(url, handles(all), soon()); }))
        EXPECT_TRUE(each) << each.error().message;
    EXPECT_EQ(service.messages(), 0U);
}

TEST_F(aws_clients, wake_from_a_long_poll_at_once) {
    const auto url = subscribed_queue();
    const auto started = std::chrono::steady_clock::now();
    std::vector<aws::message> got;
    async::task_group polls{loop.executor(), {}};
    const auto poll = [&]() -> async::task<> { got = *co_await sqs.receive(url, {}, soon()); };
    loop.run([&]() -> async::task<> {
        polls.spawn("poll", poll());
        co_await until([this] { return waiting_receivers() == 1; });
        co_await sqs.send(url, {"wake up"}, soon());
        co_await polls.join();
    });
    EXPECT_EQ(got.at(0).body, "wake up");
    EXPECT_LT(std::chrono::steady_clock::now() - started, 10s);
}

TEST_F(aws_clients, keep_an_existing_queue_as_it_is) {
    const auto made =
        loop.run([&] { return sqs.create_queue("kept", {{"VisibilityTimeout", "61"}}, soon()); });
    const auto again =
        loop.run([&] { return sqs.create_queue("kept", {{"VisibilityTimeout", "5"}}, soon()); });
    EXPECT_EQ(again.error().code, error_code::queue_name_exists);
    const auto found =
        loop.run([&] { return sqs.ensure_queue("kept", {{"VisibilityTimeout", "5"}}, soon()); });
    EXPECT_EQ(found, made);
    auto attributes = loop.run([&] { return sqs.queue_attributes(*made, soon()); });
    EXPECT_EQ((*attributes)["VisibilityTimeout"], "61");
}

TEST_F(aws_clients, report_a_service_that_is_away_for_each_message) {
    subscribed_queue();
    service.stop();
    const auto outcomes = publish(numbered(30));
    ASSERT_EQ(outcomes.size(), 30U);
    for (const auto& each : outcomes) {
        ASSERT_FALSE(each);
        EXPECT_TRUE(each.error().may_retry);
    }
    EXPECT_THROW(receive("http://localhost/000000000000/notices"), base::outage);
}

TEST_F(aws_clients, create_nothing_unless_they_may) {
    aws::messaging messaging{loop.executor(), config(), {topic, ""}, {}, metrics};
    EXPECT_THROW(loop.run([&] { return messaging.ensure(soon()); }), aws::refused);
    EXPECT_THROW(loop.run([&] { return messaging.receive({}, soon()); }), aws::refused);
    const auto notices = numbered(1);
    const auto outcomes = loop.run([&] { return messaging.publish(notices, soon()); });
    EXPECT_EQ(outcomes.at(0).error().code, error_code::not_found);
    EXPECT_FALSE(messaging.is_ready());
    service.look([](const auto& core) { EXPECT_EQ(core.queues().queue_count(), 0U); });

    subscribed_queue();
    loop.run([&] { return messaging.ensure(soon()); });
    EXPECT_TRUE(messaging.is_ready());
}

TEST_F(aws_clients, say_that_the_names_are_those_of_another_account) {
    const auto ensure = [&](aws::messaging_names names) {
        aws::messaging messaging{loop.executor(),     config(), std::move(names), {}, metrics,
                                 {.may_create = true}};
        loop.run([&] { return messaging.ensure(soon()); });
    };
    EXPECT_THROW(ensure({"arn:aws:sns:us-east-1:111111111111:notices", ""}), aws::refused);
    EXPECT_THROW(ensure({topic, "http://localhost/111111111111/notices"}), aws::refused);
    EXPECT_THROW(ensure({"arn:aws:sqs:us-east-1:111111111111:notices", ""}), std::invalid_argument);
    EXPECT_THROW(ensure({topic, "http://localhost/"}), std::invalid_argument);
    ensure({topic, "http://elsewhere:1/000000000000/another-name"});
}

} // namespace
