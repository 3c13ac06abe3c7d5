#include "app/notice_channel.hpp"

#include "app/aws_settings.hpp"
#include "app/sql.hpp"
#include "async/sleep.hpp"
#include "base/errors.hpp"

namespace app {

namespace {

using namespace std::chrono_literals;

constexpr auto watch_period = 500ms;
constexpr auto watch_timeout = 1s;

} // namespace

notice_channel::notice_channel(const role_context& context, postgres::pool& pool,
                               notifications::delivered_handler on_delivered)
    : pool_{pool}
    , messaging_{context.executor, aws_config(context.with), notice_names(context.with),
                 context.log,      context.metrics,          notice_publishing(context.with)}
    , delivery_{context.executor, pool, context.log, context.metrics, std::move(on_delivered)}
    , consumer_{context.executor,
                messaging_,
                [this](std::span<const aws::message> messages, async::deadline) {
                    return deliver(messages);
                },
                receiving(context.with),
                context.log,
                context.metrics}
    , loops_{context.executor, context.log}
    , consuming_{context.executor, context.log} {}

aws::consumer_options notice_channel::receiving(const settings& with) {
    auto options = notice_receiving(with);
    options.may_receive = [this] { return database_answers_; };
    return options;
}

notifications::publisher notice_channel::publisher() {
    return [this](std::vector<std::string> bodies, async::deadline until) {
        return publish(std::move(bodies), until);
    };
}

async::task<std::vector<bool>> notice_channel::publish(std::vector<std::string> bodies,
                                                       async::deadline until) {
    std::vector<aws::outgoing_message> messages;
    messages.reserve(bodies.size());
    for (auto& body : bodies)
        messages.push_back({.body = std::move(body)});
    std::vector<bool> taken;
    for (const auto& outcome : co_await messaging_.publish(messages, until))
        taken.push_back(outcome.has_value());
    co_return taken;
}

async::task<std::vector<aws::verdict>>
notice_channel::deliver(std::span<const aws::message> messages) {
    std::vector<notifications::received_message> received;
    for (const auto& message : messages)
        received.push_back(
            {message.id, message.body, static_cast<std::int32_t>(message.receive_count)});
    try {
        std::vector<aws::verdict> verdicts;
        for (const bool readable : co_await delivery_.deliver(std::move(received)))
            verdicts.push_back(readable ? aws::verdict::done : aws::verdict::failed);
        co_return verdicts;
    } catch (const base::outage&) {
        database_answers_ = false;
        throw;
    }
}

async::task<> notice_channel::watch_database() {
    for (;;) {
        try {
            co_await pool_.run(postgres::lane::read, async::deadline::after(watch_timeout),
                               sql::health_ping);
            database_answers_ = true;
        } catch (const base::outage&) { // the pool says so itself
            database_answers_ = false;
        } catch (const base::deadline_exceeded&) {
            database_answers_ = false;
        }
        co_await async::sleep_for(watch_period);
    }
}

void notice_channel::start() {
    loops_.spawn("notices' topic and queue", messaging_.run());
    loops_.spawn("notices' database", watch_database());
    consuming_.spawn("notices' queue", consumer_.run());
}

async::task<> notice_channel::stop(async::deadline until) {
    consumer_.stop_gently();
    try {
        co_await async::with_deadline(until, "notices' queue", consuming_.join());
    } catch (const base::deadline_exceeded&) {
        consuming_.cancel();
    }
    co_await consuming_.join();
    loops_.cancel();
    co_await loops_.join();
}

} // namespace app
