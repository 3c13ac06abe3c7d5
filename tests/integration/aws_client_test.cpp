// One call of SNS or SQS against services that fail it.
#include "async/sleep.hpp"
#include "aws/client.hpp"
#include "aws/sns.hpp"
#include "aws_wire/sqs_queues.hpp"
#include "base/errors.hpp"
#include "http/server.hpp"
#include "support/http_fixture.hpp"
#include "support/loop.hpp"

#include <deque>
#include <functional>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using aws_wire::error_code;

async::deadline soon() {
    return async::deadline::after(10s);
}

/// A service that gives its answers in turn, and the last one again and again.
class scripted_service {
public:
    scripted_service() {
        fixture_.route(http::verb::post, "/", [this](http::request& in) { return answer(in); });
        url = fmt::format("http://127.0.0.1:{}/", fixture_.start());
    }
    ~scripted_service() { fixture_.stop(5s); }

    void then(unsigned status, std::string body, std::string query_error = {}) {
        http::response out;
        out.status = status;
        out.body = std::move(body);
        if (!query_error.empty())
            out.headers.emplace_back("x-amzn-query-error", std::move(query_error));
        script_.push_back(std::move(out));
    }

    std::string url;
    std::vector<http::request> asked;
    bool hangs = false;

private:
    async::task<http::response> answer(http::request& in) {
        asked.push_back(in);
        if (hangs)
            co_await async::sleep_for(1h);
        auto out = script_.front();
        if (script_.size() > 1)
            script_.pop_front();
        co_return out;
    }

    testing_support::http_fixture fixture_;
    std::deque<http::response> script_;
};

constexpr auto url_answer = R"({"QueueUrl":"http://localhost/000000000000/q"})";

class aws_call : public testing::Test {
protected:
    aws::config config() const {
        aws::config out;
        out.keys = {"AKIDEXAMPLE", "secret", "session"};
        out.region = "eu-west-3";
        out.sns_endpoint_url = service.url;
        out.sqs_endpoint_url = service.url;
        out.retries.pause_first = 1ms;
        out.retries.throttled_pause_first = 2ms;
        return out;
    }

    aws::result<aws_wire::sqs::get_queue_url_output> ask(aws::client& through,
                                                         async::deadline until = soon()) {
        return loop.run(
            [&] { return through.call(aws_wire::sqs::get_queue_url_input{"q", ""}, until); });
    }
    std::unique_ptr<aws::client> make_client(const aws::config& with) {
        return std::make_unique<aws::client>(loop.executor(), aws_wire::service::sqs, with,
                                             base::logger{}, metrics);
    }

    scripted_service service;
    testing_support::loop loop;
    base::metrics metrics;
};

TEST_F(aws_call, is_signed_for_its_service_and_region) {
    service.then(200, url_answer);
    EXPECT_EQ(ask(*make_client(config()))->queue_url, "http://localhost/000000000000/q");
    const auto& sent = service.asked.at(0);
    EXPECT_EQ(sent.header("x-amz-target"), "AmazonSQS.GetQueueUrl");
    EXPECT_EQ(sent.header("content-type"), "application/x-amz-json-1.0");
    EXPECT_EQ(sent.header("x-amz-security-token"), "session");

    aws_wire::signable_request seen{
        .method = "POST", .path = "/", .query = "", .headers = {}, .body = sent.body};
    for (std::size_t i = 0; i < sent.headers.size(); ++i)
        seen.headers.emplace_back(sent.headers.at(i));
    const auto secret = [](std::string_view) { return std::optional<std::string>{"secret"}; };
    const auto scope = aws_wire::verify(seen, secret, base::system_clock{}.now());
    ASSERT_TRUE(scope) << scope.error().message;
    EXPECT_EQ(scope->region, "eu-west-3");
    EXPECT_EQ(scope->service, "sqs");
}

TEST_F(aws_call, is_repeated_while_the_service_fails_or_throttles) {
    service.then(503, "<html>a proxy</html>");
    service.then(500, R"({"__type":"com.amazon.coral.service#InternalFailure"})");
    service.then(400, R"({"__type":"com.amazonaws.sqs#RequestThrottled","message":"slow down"})");
    service.then(200, url_answer);
    EXPECT_TRUE(ask(*make_client(config())));
    EXPECT_EQ(service.asked.size(), 4U);
    EXPECT_NE(metrics.to_text().find("marketplace_aws_retries_total{action=\"GetQueueUrl\","
                                     "service=\"sqs\"} 3"),
              std::string::npos);
}

TEST_F(aws_call, is_throttled_under_any_of_the_names) {
    const auto with = config();
    for (const auto* body :
         {R"({"__type":"com.amazon.coral.availability#ThrottlingException"})",
          R"({"__type":"com.amazonaws.sqs#RequestThrottled"})", R"({"__type":"Throttling"})"}) {
        service.then(400, body);
        service.then(200, url_answer);
    }
    const auto client = make_client(with);
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(ask(*client)) << i;
    EXPECT_EQ(service.asked.size(), 6U);
}

TEST_F(aws_call, ends_as_an_outage_after_the_last_attempt) {
    service.then(503, "");
    try {
        ask(*make_client(config()));
        FAIL() << "no outage";
    } catch (const base::outage& e) {
        EXPECT_EQ(e.part(), "sqs");
        EXPECT_STREQ(e.what(), "sqs: GetQueueUrl: HTTP status 503");
    }
    EXPECT_EQ(service.asked.size(), 4U);
}

TEST_F(aws_call, is_not_repeated_when_it_is_refused) {
    service.then(400, R"({"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"none"})",
                 "AWS.SimpleQueueService.NonExistentQueue;Sender");
    const auto answer = ask(*make_client(config()));
    EXPECT_EQ(answer.error(), (aws::error{error_code::queue_does_not_exist, "none", 400}));
    EXPECT_EQ(service.asked.size(), 1U);
}

TEST_F(aws_call, stops_repeating_when_the_budget_is_spent) {
    service.then(503, "");
    auto with = config();
    with.retries.budget = 4;
    const auto client = make_client(with);
    for (int i = 0; i < 10; ++i)
        EXPECT_THROW(ask(*client), base::outage);
    EXPECT_EQ(service.asked.size(), 14U) << "ten calls and four repetitions";
}

TEST_F(aws_call, takes_nothing_for_an_answer_that_is_none) {
    service.then(200, "<html>a proxy</html>");
    EXPECT_THROW(ask(*make_client(config())), base::outage);
}

TEST_F(aws_call, keeps_to_its_deadline_and_to_that_of_each_attempt) {
    service.hangs = true;
    auto with = config();
    with.retries.attempts_max = 2;
    with.attempt_timeout = 20ms;
    EXPECT_THROW(ask(*make_client(with)), base::outage);
    EXPECT_EQ(service.asked.size(), 2U);
    with.attempt_timeout = 1h;
    EXPECT_THROW(ask(*make_client(with), async::deadline::after(20ms)), base::deadline_exceeded);
}

TEST_F(aws_call, publishes_again_only_those_entries_that_the_service_failed_to_take) {
    const auto answer = [](std::string_view entries) {
        return fmt::format("<PublishBatchResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/"
                           "\"><PublishBatchResult>{}</PublishBatchResult></PublishBatchResponse>",
                           entries);
    };
    service.then(200, answer("<Successful><member><Id>0</Id><MessageId>m0</MessageId></member>"
                             "</Successful><Failed><member><Id>1</Id><Code>InternalError</Code>"
                             "<SenderFault>false</SenderFault></member><member><Id>2</Id>"
                             "<Code>InvalidParameter</Code><Message>bad</Message>"
                             "<SenderFault>true</SenderFault></member></Failed>"));
    service.then(200, answer("<Successful><member><Id>1</Id><MessageId>m1</MessageId></member>"
                             "</Successful>"));
    aws::sns sns{loop.executor(), config(), {}, metrics};
    const std::vector<aws::outgoing_message> messages{{"a"}, {"b"}, {"c"}};
    const auto outcomes = loop.run([&] {
        return sns.publish_batch("arn:aws:sns:eu-west-3:000000000000:t", messages, soon());
    });
    EXPECT_EQ(outcomes[0], "m0");
    EXPECT_EQ(outcomes[1], "m1");
    EXPECT_EQ(outcomes[2].error().message, "bad");
    EXPECT_FALSE(outcomes[2].error().may_retry);
    ASSERT_EQ(service.asked.size(), 2U);
    EXPECT_EQ(service.asked[1].body.find("=a&"), std::string::npos);
    EXPECT_NE(service.asked[1].body.find("=b"), std::string::npos);
}

TEST_F(aws_call, goes_to_the_region_of_the_real_aws_without_an_endpoint) {
    EXPECT_EQ(aws::endpoint_url(aws_wire::service::sqs, {.region = "eu-west-3"}),
              "https://sqs.eu-west-3.amazonaws.com/");
    EXPECT_EQ(aws::endpoint_url(aws_wire::service::sns, {.region = "cn-north-1"}),
              "https://sns.cn-north-1.amazonaws.com.cn/");
}

} // namespace
