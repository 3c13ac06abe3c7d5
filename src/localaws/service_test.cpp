#include "async/run_to_end.hpp"
#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "localaws/service.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace localaws {
namespace {

class localaws_service : public testing::Test {
protected:
    static http::request to(std::string_view action, std::string body) {
        http::request out;
        out.method = http::verb::post;
        out.target = "/";
        out.path = "/";
        out.headers.add("host", "localhost");
        out.headers.add("content-type", aws_wire::json_content_type);
        out.headers.add("x-amz-target", fmt::format("AmazonSQS.{}", action));
        out.body = std::move(body);
        return out;
    }

    async::task<std::string> ask(std::string_view action, std::string body) {
        auto request = to(action, std::move(body));
        co_return (co_await service_.handle(request)).body;
    }

    async::task<std::string> receive(int wait_seconds) {
        return ask(
            "ReceiveMessage",
            fmt::format(R"({{"QueueUrl":"{}","WaitTimeSeconds":{},"AttributeNames":["All"]}})",
                        queue, wait_seconds));
    }

    static constexpr auto queue = "http://localhost/000000000000/q";

    boost::asio::io_context io_{1};
    base::system_clock clock_;
    base::metrics metrics_;
    memory_store store_;
    service service_{io_.get_executor(), clock_, {}, metrics_, store_, {}};
};

TEST_F(localaws_service, shows_again_what_it_gave_to_a_receiver_that_left) {
    const auto leave_while_served = [&]() -> async::task<std::string> {
        co_await ask("CreateQueue", R"({"QueueName":"q"})");
        async::task_group receivers{io_.get_executor(), {}};
        const auto wait = [&]() -> async::task<> { co_await receive(20); };
        receivers.spawn("receiver", wait());
        while (service_.state().queues().waiting_count() == 0)
            co_await async::sleep_for(std::chrono::milliseconds{1});
        receivers.cancel(); // it has not run since, and so does not know
        co_await ask("SendMessage", fmt::format(R"({{"QueueUrl":"{}","MessageBody":"m"}})", queue));
        co_await receivers.join();
        co_return co_await receive(0);
    };
    const auto got = async::run_to_end(io_, leave_while_served);
    EXPECT_NE(got.find(R"("Body":"m")"), std::string::npos) << got;
}

} // namespace
} // namespace localaws
