// The consumer of notices against our service: what is handed over, renewed, held, and given back.
#include "aws/client.hpp"
#include "aws/messaging.hpp"
#include "aws/queue_consumer.hpp"
#include "aws_wire/sns_subscriptions.hpp"
#include "base/errors.hpp"
#include "integration/aws_rig.hpp"
#include "localaws/service.hpp"

#include <functional>
#include <map>
#include <set>

namespace {

using namespace std::chrono_literals;
using aws::verdict;
using verdicts = std::vector<verdict>;

class aws_consumer : public testing_support::aws_rig {
protected:
    using judge = std::function<verdict(const aws::message&)>;

    aws_consumer()
        : messaging{loop.executor(), config(),
                    {topic, ""},     {},
                    metrics,         {.may_create = true, .check_interval = 20ms}} {}

    void publish(const std::vector<aws::outgoing_message>& notices) {
        loop.run([&] { return published(notices); });
    }
    async::task<> published(const std::vector<aws::outgoing_message>& notices) {
        for (const auto& each : co_await messaging.publish(notices, soon()))
            EXPECT_TRUE(each) << each.error().message;
    }

    /// Each batch is judged message by message; a judge may throw.
    void make_consumer(judge what, aws::consumer_options options = {}) {
        judge_ = std::move(what);
        consumer.emplace(
            loop.executor(), messaging,
            [this](std::span<const aws::message> messages, async::deadline) {
                return judge_all(messages);
            },
            std::move(options), base::logger{}, metrics);
    }
    void consume(judge what, aws::consumer_options options = {}) {
        make_consumer(std::move(what), std::move(options));
        loop.run([this] { return consumer->run(); });
    }

    std::vector<aws::message> left_in_queue() {
        return loop.run([this] { return messaging.receive({.wait = 0s}, soon()); });
    }

    aws::messaging messaging;
    std::optional<aws::queue_consumer> consumer;
    std::size_t batches = 0;

private:
    async::task<verdicts> judge_all(std::span<const aws::message> messages) {
        ++batches;
        verdicts out;
        for (const auto& each : messages)
            out.push_back(judge_(each));
        co_return out;
    }

    judge judge_;
};

TEST_F(aws_consumer, takes_each_notice_once_and_deletes_it) {
    publish(numbered(1'000));
    std::multiset<std::string> got;
    consume([&](const aws::message& each) {
        got.insert(each.body);
        if (got.size() == 1'000)
            consumer->stop_gently();
        return verdict::done;
    });
    EXPECT_EQ(got.size(), 1'000U);
    EXPECT_EQ(std::set<std::string>(got.begin(), got.end()).size(), 1'000U);
    EXPECT_LE(batches, 200U) << "about ten a batch";
    EXPECT_EQ(service.messages(), 0U);
    EXPECT_EQ(handled("done"), 1'000);
    EXPECT_EQ(measured("marketplace_queue_lag_seconds_count"), 1'000);
    EXPECT_EQ(measured("marketplace_queue_in_hand"), 0);
}

TEST_F(aws_consumer, leaves_what_it_is_told_to_keep) {
    publish(numbered(10));
    int seen = 0;
    consume([&](const aws::message& each) {
        if (++seen == 10)
            consumer->stop_gently();
        return each.body == "notice 3" ? verdict::keep : verdict::done;
    });
    EXPECT_EQ(service.messages(), 1U);
    EXPECT_EQ(handled("kept"), 1);
    EXPECT_TRUE(left_in_queue().empty()) << "it is hidden still";
}

TEST_F(aws_consumer, renews_the_visibility_of_what_takes_long) {
    publish(numbered(5));
    const auto shown_again = [this] {
        return service.look([](const localaws::core& state) {
            return state.queues().queues().begin()->second->next_due().value();
        });
    };
    base::instant at_first;
    base::instant renewed;
    std::size_t got = 0;
    const auto slow = [&](std::span<const aws::message> messages,
                          async::deadline) -> async::task<verdicts> {
        got += messages.size();
        at_first = shown_again();
        co_await until([this] { return measured("marketplace_queue_renewed_total") >= 5; });
        renewed = shown_again();
        consumer->stop_gently();
        co_return verdicts(messages.size(), verdict::done);
    };
    aws::consumer_options options;
    options.visibility = 6s;
    consumer.emplace(loop.executor(), messaging, slow, options, base::logger{}, metrics);
    loop.run([this] { return consumer->run(); });
    EXPECT_EQ(got, 5U);
    EXPECT_GE(renewed - at_first, 2s) << "at half time, for the whole time";
    EXPECT_EQ(service.messages(), 0U);
    EXPECT_EQ(measured("marketplace_queue_unsettled_total"), 0);
}

TEST_F(aws_consumer, receives_nothing_while_it_is_paused) {
    publish(numbered(3));
    int asked = 0;
    aws::consumer_options options;
    options.pause_check_interval = 1ms;
    options.may_receive = [&] {
        if (asked == 2) {
            EXPECT_TRUE(consumer->is_paused());
            EXPECT_EQ(calls("sqs", "ReceiveMessage"), 0);
        }
        return ++asked > 5;
    };
    int seen = 0;
    consume(
        [&](const aws::message& each) {
            EXPECT_FALSE(consumer->is_paused());
            EXPECT_EQ(each.receive_count, 1U);
            if (++seen == 3)
                consumer->stop_gently();
            return verdict::done;
        },
        options);
    EXPECT_EQ(seen, 3);
    EXPECT_GT(asked, 5);
}

TEST_F(aws_consumer, holds_a_batch_while_the_database_is_down) {
    publish(numbered(10));
    int failures = 0;
    int seen = 0;
    consume([&](const aws::message& each) {
        if (failures < 3) {
            ++failures;
            throw base::outage{"postgresql", "down"};
        }
        EXPECT_EQ(each.receive_count, 1U) << "an outage costs no receipt";
        if (++seen == 10)
            consumer->stop_gently();
        return verdict::done;
    });
    EXPECT_EQ(handled("failed"), 0);
    EXPECT_EQ(handled("done"), 10);
    EXPECT_EQ(service.messages(), 0U);
}

TEST_F(aws_consumer, lets_others_try_what_it_has_held_for_long) {
    publish(numbered(1));
    aws::consumer_options options;
    options.hold_max = 0ms;
    consume(
        [&](const aws::message& each) {
            if (each.receive_count == 1)
                throw base::deadline_exceeded{"insert"};
            consumer->stop_gently();
            return verdict::done;
        },
        options);
    EXPECT_EQ(handled("given_back"), 1);
    EXPECT_EQ(service.messages(), 0U);
}

TEST_F(aws_consumer, gives_back_at_once_what_it_holds_when_it_stops) {
    publish(numbered(4));
    consume([&](const aws::message&) -> verdict {
        consumer->stop_gently();
        throw base::outage{"postgresql", "down"};
    });
    EXPECT_EQ(handled("given_back"), 4);
    EXPECT_EQ(left_in_queue().size(), 4U);
}

TEST_F(aws_consumer, finds_the_bad_one_of_a_batch_and_removes_it_as_poison) {
    auto notices = numbered(10);
    notices[6].body = "bad";
    publish(notices);
    std::multiset<std::string> done;
    std::size_t poison = 0;
    int attempts = 0;
    aws::consumer_options options;
    options.lone_failure_pause = 0s;
    options.on_poison = [&](const aws::message& each) {
        EXPECT_EQ(each.body, "bad");
        ++poison;
        consumer->stop_gently();
        return aws::poison_fate::remove;
    };
    consume(
        [&](const aws::message& each) {
            if (each.body == "bad") {
                ++attempts;
                throw std::runtime_error{"cannot be read"};
            }
            done.insert(each.body);
            return verdict::done;
        },
        options);
    EXPECT_EQ(poison, 1U);
    EXPECT_EQ(attempts, 4) << "once with the others, three times alone";
    EXPECT_EQ(std::set<std::string>(done.begin(), done.end()).size(), 9U);
    EXPECT_EQ(handled("poison"), 1);
    EXPECT_EQ(handled("failed"), 3);
    EXPECT_EQ(service.messages(), 0U);
}

TEST_F(aws_consumer, leaves_poison_to_the_queue_unless_it_is_told_otherwise) {
    publish(numbered(2));
    int failed = 0;
    aws::consumer_options options;
    options.visibility = 1s;
    options.lone_failure_pause = 0s;
    consume(
        [&](const aws::message& each) {
            if (each.body == "notice 0")
                return verdict::done;
            if (++failed == 5)
                consumer->stop_gently();
            return verdict::failed;
        },
        options);
    EXPECT_EQ(failed, 5) << "it comes again, and is told once";
    EXPECT_EQ(handled("poison"), 1);
    EXPECT_EQ(service.messages(), 1U);
}

TEST_F(aws_consumer, counts_no_failure_while_the_database_is_down) {
    publish(numbered(1));
    int tries = 0;
    aws::consumer_options options;
    options.hold_max = 0ms;
    options.on_poison = [](const aws::message&) {
        ADD_FAILURE() << "an outage is no poison";
        return aws::poison_fate::leave;
    };
    consume(
        [&](const aws::message&) {
            if (++tries < 6)
                throw base::outage{"postgresql", "down"};
            consumer->stop_gently();
            return verdict::done;
        },
        options);
    EXPECT_EQ(handled("failed"), 0);
}

TEST_F(aws_consumer, goes_on_after_the_service_was_away_and_lost_everything) {
    publish(numbered(1));
    bool was_away = false;
    std::vector<std::string> got;
    const auto run = [&]() -> async::task<> {
        async::task_group group{loop.executor(), {}};
        group.spawn("consume", consumer->run());
        co_await until([&] { return !got.empty(); });
        service.stop();
        service.start();
        was_away = true;
        co_await published({{"after"}});
        co_await group.join();
    };
    make_consumer([&](const aws::message& each) {
        got.push_back(each.body);
        if (was_away)
            consumer->stop_gently();
        return verdict::done;
    });
    loop.run(run);
    EXPECT_EQ(got, (std::vector<std::string>{"notice 0", "after"}));
}

TEST_F(aws_consumer, brings_back_whatever_vanishes) {
    publish(numbered(1));
    aws::client sns{loop.executor(), aws_wire::service::sns, config(), {}, metrics};
    aws::client sqs{loop.executor(), aws_wire::service::sqs, config(), {}, metrics};
    std::vector<std::string> got;
    make_consumer([&](const aws::message& each) {
        got.push_back(each.body);
        return verdict::done;
    });
    const auto arrives = [&](std::string body) -> async::task<> {
        while (std::ranges::find(got, body) == got.end()) {
            co_await published({{body}}); // what is published without a subscription is lost
            co_await async::sleep_for(5ms);
        }
    };
    loop.run([&]() -> async::task<> {
        async::task_group group{loop.executor(), {}};
        group.spawn("consume", consumer->run());
        group.spawn("check", messaging.run());
        co_await arrives("before");
        co_await sns.call(aws_wire::sns::delete_topic_input{topic}, soon());
        co_await arrives("after the topic");
        const auto url = service.url() + "/000000000000/notices";
        co_await sqs.call(aws_wire::sqs::delete_queue_input{url}, soon());
        co_await arrives("after the queue");
        const auto listed =
            co_await sns.call(aws_wire::sns::list_subscriptions_by_topic_input{topic, {}}, soon());
        co_await sns.call(
            aws_wire::sns::unsubscribe_input{listed->subscriptions.at(0).subscription_arn}, soon());
        co_await arrives("after the subscription");
        group.cancel();
        co_await group.join();
    });
}

TEST_F(aws_consumer, opens_one_poll_on_an_empty_queue_and_ends_it_when_cancelled) {
    publish({});
    make_consumer([](const aws::message&) { return verdict::done; });
    loop.run([&]() -> async::task<> {
        async::task_group group{loop.executor(), {}};
        group.spawn("consume", consumer->run());
        co_await until([this] { return waiting_receivers() > 0; });
        EXPECT_EQ(waiting_receivers(), 1U);
        group.cancel();
        co_await group.join();
        co_await until([this] { return waiting_receivers() == 0; });
    });
}

} // namespace
