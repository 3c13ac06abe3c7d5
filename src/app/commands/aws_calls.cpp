#include "app/commands/aws_calls.hpp"

#include "app/aws_settings.hpp"
#include "app/commands/command.hpp"
#include "async/run_to_end.hpp"
#include "aws/sns.hpp"
#include "aws/sqs.hpp"
#include "aws_wire/arn.hpp"

#include <algorithm>

#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace app {

namespace {

using namespace std::chrono_literals;

constexpr auto command_timeout = 60s;
constexpr std::size_t receive_max = 10;

/// The clients of one command, on a loop of its own.
struct aws_clients {
    aws_clients(boost::asio::io_context& io, const settings& with)
        : sns{io.get_executor(), aws_config(with), {}, metrics}
        , sqs{io.get_executor(), aws_config(with), {}, metrics} {}

    base::metrics metrics;
    aws::sns sns;
    aws::sqs sqs;
    async::deadline until = async::deadline::after(command_timeout);
};

template <class Body>
void with_aws(const settings& with, Body body) {
    boost::asio::io_context io{1};
    aws_clients clients{io, with};
    async::run_to_end(io, [&] { return body(clients); });
}

template <class T>
T value_or_fail(aws::result<T> from) {
    if (!from)
        throw failure{from.error().message};
    return *std::move(from);
}

std::pair<std::string, std::string> split_attribute(const std::string& text) {
    const auto at = text.find('=');
    if (at == std::string::npos || at == 0)
        throw usage_error{fmt::format("{}: an attribute is NAME=VALUE", text)};
    return {text.substr(0, at), text.substr(at + 1)};
}

std::string topic_arn(const settings& with, const std::string& given) {
    if (given.starts_with("arn:"))
        return given;
    auto arn = aws_wire::arn::parse(with.flash_promo_topic_arn).value();
    arn.resource = given;
    return arn.to_string();
}

async::task<std::string> queue_url(aws_clients& on, std::string given) {
    if (given.find("://") != std::string::npos)
        co_return given;
    co_return value_or_fail(co_await on.sqs.queue_url(std::move(given), on.until));
}

std::vector<aws::outgoing_message> to_messages(const send_options& options) {
    aws_wire::attribute_map attributes;
    for (const auto& text : options.attributes) {
        auto [name, value] = split_attribute(text);
        attributes.insert_or_assign(std::move(name), aws_wire::string_attribute(std::move(value)));
    }
    std::vector<aws::outgoing_message> out;
    out.reserve(options.texts.size());
    for (const auto& text : options.texts)
        out.push_back({text, attributes});
    return out;
}

std::string to_line(const aws::message& from, bool json) {
    if (!json)
        return from.body;
    boost::json::object out{
        {"MessageId", from.id}, {"ReceiveCount", from.receive_count}, {"Body", from.body}};
    if (from.sent_at)
        out["Sent"] = base::to_rfc3339(*from.sent_at);
    boost::json::object attributes;
    for (const auto& [name, value] : from.attributes)
        attributes[name] = value.string_value.value_or("");
    if (!attributes.empty())
        out["Attributes"] = std::move(attributes);
    return boost::json::serialize(out);
}

async::task<> publish(aws_clients& on, std::string arn, std::vector<aws::outgoing_message> what) {
    for (const auto& each : co_await on.sns.publish_batch(std::move(arn), what, on.until)) {
        if (!each)
            throw failure{each.error().message};
        fmt::print("{}\n", *each);
    }
}

async::task<> send(aws_clients& on, std::string queue, std::vector<aws::outgoing_message> what) {
    const auto url = co_await queue_url(on, std::move(queue));
    for (auto& each : what)
        fmt::print("{}\n", value_or_fail(co_await on.sqs.send(url, std::move(each), on.until)));
}

async::task<> receive(aws_clients& on, receive_command_options options) {
    const auto url = co_await queue_url(on, options.queue);
    for (auto left = options.messages_max; left > 0;) {
        const auto got = value_or_fail(
            co_await on.sqs.receive(url,
                                    {.messages_max = std::min(left, receive_max),
                                     .wait = std::chrono::seconds{options.wait_seconds}},
                                    on.until));
        if (got.empty())
            co_return;
        left -= got.size();
        std::vector<std::string> handles;
        for (const auto& each : got) {
            fmt::print("{}\n", to_line(each, options.json));
            handles.push_back(each.receipt_handle);
        }
        if (options.keep)
            continue;
        for (const auto& each : co_await on.sqs.delete_batch(url, std::move(handles), on.until)) {
            if (!each)
                throw failure{each.error().message};
        }
    }
}

} // namespace

void create_queue(const settings& with, const std::string& name, const given_attributes& given) {
    aws_wire::string_map attributes;
    for (const auto& text : given)
        attributes.insert(split_attribute(text));
    with_aws(with, [&](aws_clients& on) -> async::task<> {
        fmt::print("{}\n", value_or_fail(co_await on.sqs.create_queue(name, attributes, on.until)));
    });
}

void create_topic(const settings& with, const std::string& name) {
    with_aws(with, [&](aws_clients& on) -> async::task<> {
        fmt::print("{}\n", value_or_fail(co_await on.sns.ensure_topic(name, on.until)));
    });
}

void subscribe_queue(const settings& with, const subscribe_options& options) {
    with_aws(with, [&](aws_clients& on) -> async::task<> {
        const auto url = co_await queue_url(on, options.queue);
        auto queue = value_or_fail(co_await on.sqs.queue_attributes(url, on.until));
        fmt::print("{}\n", value_or_fail(co_await on.sns.ensure_subscription(
                               topic_arn(with, options.topic), queue["QueueArn"], !options.envelope,
                               on.until)));
    });
}

void send_messages(const settings& with, const send_options& options) {
    if (options.queue.empty() == options.topic.empty())
        throw usage_error{"say where to send: either --queue or --topic"};
    with_aws(with, [&](aws_clients& on) {
        return options.topic.empty()
                   ? send(on, options.queue, to_messages(options))
                   : publish(on, topic_arn(with, options.topic), to_messages(options));
    });
}

void receive_messages(const settings& with, const receive_command_options& options) {
    with_aws(with, [&](aws_clients& on) { return receive(on, options); });
}

} // namespace app
