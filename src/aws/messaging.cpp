#include "aws/messaging.hpp"

#include "async/sleep.hpp"
#include "aws_wire/arn.hpp"
#include "base/errors.hpp"

#include <optional>
#include <stdexcept>

#include <fmt/format.h>

namespace aws {

using aws_wire::error_code;

namespace {

using namespace std::chrono_literals;

constexpr std::size_t looks_waiting_max = 1'024;
constexpr auto retry_interval = 1'000ms;
constexpr unsigned status_forbidden = 403;

std::string topic_name(const std::string& topic_arn) {
    const auto parsed = aws_wire::arn::parse(topic_arn);
    if (!parsed || parsed->service != "sns")
        throw std::invalid_argument{"FLASH_PROMO_TOPIC_ARN: not the ARN of a topic"};
    return parsed->resource;
}

std::string queue_name(const messaging_names& names) {
    if (names.queue_url.empty())
        return topic_name(names.topic_arn);
    const auto parsed = aws_wire::parse_queue_url(names.queue_url);
    if (!parsed)
        throw std::invalid_argument{"FLASH_PROMO_QUEUE_URL: not the URL of a queue"};
    return parsed->name;
}

bool same_queue(const std::string& a, const std::string& b) {
    const auto left = aws_wire::parse_queue_url(a);
    const auto right = aws_wire::parse_queue_url(b);
    return left && right && left->account == right->account && left->name == right->name;
}

template <class T>
T value_or_refused(result<T> from, std::string_view doing) {
    if (!from)
        throw refused{doing, from.error()};
    return *std::move(from);
}

} // namespace

messaging::messaging(boost::asio::any_io_executor executor, const config& with,
                     messaging_names names, base::logger log, base::metrics& metrics,
                     messaging_options options)
    : names_{std::move(names)}
    , queue_name_{queue_name(names_)}
    , options_{options}
    , sns_{executor, with, log, metrics, options.publishing}
    , sqs_{executor, with, log, metrics}
    , log_{std::move(log)}
    , missing_{metrics.make_counter("marketplace_aws_missing_total",
                                    "Calls that found no topic or queue")}
    , gate_{std::move(executor), "messaging", 1, looks_waiting_max} {
    topic_name(names_.topic_arn);
}

async::task<> messaging::ensure(async::deadline until) {
    return ensure_since(looks_, until);
}

async::task<> messaging::ensure_since(std::uint64_t seen, async::deadline until) {
    const auto turn = co_await gate_.acquire(until);
    if (looks_ != seen)
        co_return;
    ready_ = false;
    if (options_.may_create) {
        co_await create(until);
    } else {
        co_await look_up(until);
    }
    ready_ = true;
    ++looks_;
}

async::task<> messaging::create(async::deadline until) {
    auto arn = value_or_refused(co_await sns_.ensure_topic(topic_name(names_.topic_arn), until),
                                "create the topic");
    if (arn != names_.topic_arn) {
        throw refused{"create the topic",
                      {error_code::not_found,
                       fmt::format("FLASH_PROMO_TOPIC_ARN says {}, the service says {}",
                                   names_.topic_arn, arn)}};
    }
    co_await create_queue(until);
    auto attributes = value_or_refused(co_await sqs_.queue_attributes(names_.queue_url, until),
                                       "look the queue up");
    value_or_refused(
        co_await sns_.ensure_subscription(names_.topic_arn, attributes["QueueArn"], true, until),
        "subscribe the queue");
}

async::task<> messaging::create_queue(async::deadline until) {
    auto url =
        value_or_refused(co_await sqs_.ensure_queue(queue_name_, names_.queue_attributes, until),
                         "create the queue");
    if (names_.queue_url.empty())
        names_.queue_url = std::move(url);
    else if (!same_queue(url, names_.queue_url)) {
        throw refused{"create the queue",
                      {error_code::queue_does_not_exist,
                       fmt::format("FLASH_PROMO_QUEUE_URL says {}, the service says {}",
                                   names_.queue_url, url)}};
    }
}

/// Whoever may publish and receive need not be allowed to look: then it is taken to be there.
async::task<> messaging::look_up(async::deadline until) {
    const auto topic = co_await sns_.topic_exists(names_.topic_arn, until);
    if (!topic && topic.error().status != status_forbidden)
        throw refused{"look the topic up", topic.error()};
    if (topic && !*topic) {
        throw refused{"look the topic up",
                      {error_code::not_found, names_.topic_arn + " does not exist"}};
    }
    co_await find_queue(until);
}

async::task<> messaging::find_queue(async::deadline until) {
    if (names_.queue_url.empty()) {
        names_.queue_url =
            value_or_refused(co_await sqs_.queue_url(queue_name_, until), "look the queue up");
        co_return;
    }
    const auto queue = co_await sqs_.queue_attributes(names_.queue_url, until);
    if (!queue && queue.error().status != status_forbidden)
        throw refused{"look the queue up", queue.error()};
}

async::task<std::vector<send_outcome>>
messaging::publish(std::span<const outgoing_message> messages, async::deadline until) {
    const auto seen = looks_;
    auto outcomes = co_await sns_.publish_batch(names_.topic_arn, messages, until);
    std::vector<std::size_t> homeless;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (!outcomes[i] && outcomes[i].error().code == error_code::not_found)
            homeless.push_back(i);
    }
    if (homeless.empty() || !options_.may_create)
        co_return outcomes;
    log_.warning("the topic is missing", {{"topic", names_.topic_arn}});
    missing_.add();
    if (!co_await try_ensure(seen, until))
        co_return outcomes;
    std::vector<outgoing_message> again;
    again.reserve(homeless.size());
    for (const auto index : homeless)
        again.push_back(messages[index]);
    auto second = co_await sns_.publish_batch(names_.topic_arn, again, until);
    for (std::size_t i = 0; i < homeless.size(); ++i)
        outcomes[homeless[i]] = std::move(second[i]);
    co_return outcomes;
}

/// False when topic, queue and subscription are not to be had now.
async::task<bool> messaging::try_ensure(std::uint64_t seen, async::deadline until) {
    try {
        co_await ensure_since(seen, until);
        co_return true;
    } catch (const boost::system::system_error&) { // cancelled
        throw;
    } catch (const std::runtime_error& e) {
        log_.warning("the topic cannot be created", {{"error", e.what()}});
        co_return false;
    }
}

async::task<std::vector<message>> messaging::receive(receive_options options,
                                                     async::deadline until) {
    const auto seen = looks_;
    if (names_.queue_url.empty())
        co_await ensure_since(seen, until);
    auto got = co_await sqs_.receive(names_.queue_url, options, until);
    if (got)
        co_return *std::move(got);
    const bool is_missing = got.error().code == error_code::queue_does_not_exist;
    if (is_missing)
        missing_.add();
    if (!is_missing || !options_.may_create)
        throw refused{"receive", got.error()};
    log_.warning("the queue is missing", {{"queue", names_.queue_url}});
    co_await ensure_since(seen, until);
    co_return std::vector<message>{};
}

async::task<std::vector<entry_outcome>>
messaging::delete_batch(std::vector<std::string> receipt_handles, async::deadline until) {
    return sqs_.delete_batch(names_.queue_url, std::move(receipt_handles), until);
}

async::task<std::vector<entry_outcome>>
messaging::change_visibility_batch(std::vector<std::string> receipt_handles,
                                   std::chrono::seconds visibility, async::deadline until) {
    return sqs_.change_visibility_batch(names_.queue_url, std::move(receipt_handles), visibility,
                                        until);
}

async::task<> messaging::run() {
    std::string said; // the same trouble is told once
    for (;;) {
        std::string trouble;
        try {
            co_await ensure(async::deadline::after(options_.check_timeout));
        } catch (const boost::system::system_error&) { // cancelled
            throw;
        } catch (const std::runtime_error& e) {
            trouble = e.what();
        }
        if (trouble != said && !trouble.empty())
            log_.warning("topic and queue are not ready", {{"error", trouble}});
        else if (trouble != said)
            log_.info("topic and queue are ready", {{"topic", names_.topic_arn}});
        said = std::move(trouble);
        co_await async::sleep_for(ready_ ? options_.check_interval : retry_interval);
    }
}

} // namespace aws
