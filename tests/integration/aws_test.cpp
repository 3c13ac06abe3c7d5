// Our clients of SNS and SQS against our service.
#include "async/run_to_end.hpp"
#include "async/task_group.hpp"
#include "aws/messaging.hpp"
#include "aws/queue_consumer.hpp"
#include "localaws/service.hpp"
#include "support/localaws_server.hpp"
#include "support/loop.hpp"

#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;

constexpr auto topic = "arn:aws:sns:us-east-1:000000000000:notices";

async::deadline soon() {
    return async::deadline::after(20s);
}

class aws_clients : public testing::Test {
protected:
    aws::config config() const {
        aws::config out;
        out.keys = {"test", "test", {}};
        out.sns_endpoint_url = service.url();
        out.sqs_endpoint_url = service.url();
        return out;
    }

    testing_support::localaws_server service;
    testing_support::loop loop;
    base::metrics metrics;
};

std::vector<aws::outgoing_message> numbered(std::size_t count) {
    std::vector<aws::outgoing_message> out;
    for (std::size_t i = 0; i < count; ++i)
        out.push_back({fmt::format("notice {}", i)});
    return out;
}

TEST_F(aws_clients, carry_notices_from_a_topic_to_a_handler) {
    aws::messaging messaging{loop.executor(), config(), {topic, ""}, {}, metrics};
    std::set<std::string> got;
    std::optional<aws::queue_consumer> consumer;
    const auto handler = [&](std::span<const aws::message> messages,
                             async::deadline) -> async::task<std::vector<aws::verdict>> {
        for (const auto& each : messages)
            got.insert(each.body);
        if (got.size() == 1000)
            consumer->stop_gently();
        co_return std::vector(messages.size(), aws::verdict::done);
    };
    consumer.emplace(loop.executor(), messaging, handler, aws::consumer_options{}, base::logger{},
                     metrics);
    loop.run([&]() -> async::task<> {
        const auto notices = numbered(1000);
        for (const auto& each : co_await messaging.publish(notices, soon()))
            EXPECT_TRUE(each) << each.error().message;
        co_await consumer->run();
    });
    EXPECT_EQ(got.size(), 1000U);
    EXPECT_EQ(service.look([](const auto& core) { return core.queues().message_count(); }), 0U);
}

} // namespace
