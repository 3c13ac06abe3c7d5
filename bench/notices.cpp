// Notices through our SNS and SQS: publish_batch, topic, raw subscription, queue, consumer, delete.
// The service has a thread of its own, both clients share another, as a worker has.
//   notices [COUNT] [BODY_BYTES]    prints notices a second of publishing, of consuming what waits,
//                                   and of both together
#include "async/run_to_end.hpp"
#include "async/together.hpp"
#include "aws/messaging.hpp"
#include "aws/queue_consumer.hpp"
#include "base/errors.hpp"
#include "localaws/service.hpp"
#include "support/localaws_server.hpp"

#include <cstdio>
#include <cstdlib>

#include <boost/asio/io_context.hpp>

namespace {

using clock = std::chrono::steady_clock;

constexpr auto topic = "arn:aws:sns:us-east-1:000000000000:notices";
constexpr std::size_t chunk = 1'000; // as one task publishes them

struct path {
    explicit path(std::size_t bytes)
        : body(bytes, 'x')
        , messaging{io.get_executor(), config(), {topic, ""}, {}, metrics, {.may_create = true}} {
        async::run_to_end(io, [&] { return messaging.ensure(later()); });
    }

    static async::deadline later() { return async::deadline::after(std::chrono::minutes{5}); }

    aws::config config() const {
        aws::config out;
        out.keys = {"test", "test", {}};
        out.sns_endpoint_url = service.url();
        out.sqs_endpoint_url = service.url();
        return out;
    }

    async::task<> publish_chunk(std::size_t count) {
        const std::vector<aws::outgoing_message> notices(count, {body});
        for (const auto& each : co_await messaging.publish(notices, later())) {
            if (!each)
                throw base::outage{"sns", each.error().message};
        }
    }

    async::task<> publish(std::size_t count) {
        for (std::size_t done = 0; done < count; done += chunk)
            co_await publish_chunk(std::min(chunk, count - done));
    }

    async::task<> consume(std::size_t count) {
        std::size_t got = 0;
        std::optional<aws::queue_consumer> consumer;
        const auto handler = [&](std::span<const aws::message> messages,
                                 async::deadline) -> async::task<std::vector<aws::verdict>> {
            got += messages.size();
            if (got >= count)
                consumer->stop_gently();
            co_return std::vector(messages.size(), aws::verdict::done);
        };
        consumer.emplace(io.get_executor(), messaging, handler, aws::consumer_options{},
                         base::logger{}, metrics);
        co_await consumer->run();
    }

    testing_support::localaws_server service;
    boost::asio::io_context io{1};
    base::metrics metrics;
    std::string body;
    aws::messaging messaging;
};

template <class F>
void measure(const char* what, path& on, std::size_t count, F work) {
    const auto started = clock::now();
    async::run_to_end(on.io, work);
    const auto seconds = std::chrono::duration<double>(clock::now() - started).count();
    std::printf("%-24s %8.0f notices/s\n", what, static_cast<double>(count) / seconds);
}

} // namespace

int main(int argc, char** argv) {
    const std::size_t count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 100'000;
    path on{argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 200};
    measure("publish", on, count, [&] { return on.publish(count); });
    measure("receive and delete", on, count, [&] { return on.consume(count); });
    measure("both at a time", on, count, [&] {
        return async::together(2, 2, [&](std::size_t which) {
            return which == 0 ? on.publish(count) : on.consume(count);
        });
    });
    return 0;
}
