#include "aws/sqs.hpp"

#include "async/together.hpp"
#include "aws/batches.hpp"
#include "aws_wire/sqs_queues.hpp"
#include "aws_wire/sqs_send.hpp"
#include "base/errors.hpp"

#include <charconv>

#include <fmt/format.h>

namespace aws {

namespace wire = aws_wire::sqs;
using aws_wire::error_code;

namespace {

constexpr std::size_t entries_max = 10;
constexpr std::size_t requests_at_a_time = 4;

template <class Number>
std::optional<Number> number_of(const aws_wire::string_map& attributes, std::string_view name) {
    const auto found = attributes.find(name);
    if (found == attributes.end())
        return std::nullopt;
    Number value{};
    const auto& text = found->second;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc{} ? std::optional{value} : std::nullopt;
}

message to_message(wire::message&& from) {
    message out;
    out.id = std::move(from.message_id);
    out.receipt_handle = std::move(from.receipt_handle);
    out.body = std::move(from.body);
    out.attributes = std::move(from.message_attributes);
    out.receive_count =
        number_of<std::uint32_t>(from.attributes, "ApproximateReceiveCount").value_or(1);
    if (const auto sent_ms = number_of<std::int64_t>(from.attributes, "SentTimestamp"))
        out.sent_at = base::instant{std::chrono::milliseconds{*sent_ms}};
    return out;
}

/// Sends one request of a batch; its entries' outcomes go where they belong.
template <class Input>
async::task<> settle_some(client& through, Input what, std::span<entry_outcome> outcomes,
                          async::deadline until) {
    const auto fail_all = [&](const entry_failure& why) {
        for (auto& each : outcomes)
            each = std::unexpected{why};
    };
    result<typename Input::output> answer;
    try {
        answer = co_await through.call(std::move(what), until);
    } catch (const base::outage& e) {
        fail_all({error_code::internal_failure, e.what(), true});
        co_return;
    } catch (const base::overload& e) {
        fail_all({error_code::internal_failure, e.what(), true});
        co_return;
    } catch (const base::deadline_exceeded& e) {
        fail_all({error_code::internal_failure, e.what(), true});
        co_return;
    }
    if (!answer) {
        fail_all({answer.error().code, answer.error().message, true});
        co_return;
    }
    for (auto& each : answer->failed) {
        std::size_t index = 0;
        std::from_chars(each.id.data(), each.id.data() + each.id.size(), index);
        if (index < outcomes.size()) {
            outcomes[index] =
                std::unexpected{entry_failure{aws_wire::parse_error_code(each.code),
                                              std::move(each.message), !each.sender_fault}};
        }
    }
}

/// `make(first, last)` gives the request for these entries, whose ids count from 0.
template <class Make>
async::task<std::vector<entry_outcome>> settle_all(client& through, std::size_t count, Make make,
                                                   async::deadline until) {
    std::vector<entry_outcome> outcomes(count);
    const std::span all{outcomes};
    const auto requests = (count + entries_max - 1) / entries_max;
    co_await async::together(requests, requests_at_a_time, [&](std::size_t at) {
        const auto first = at * entries_max;
        const auto last = std::min(count, first + entries_max);
        return settle_some(through, make(first, last), all.subspan(first, last - first), until);
    });
    co_return outcomes;
}

} // namespace

sqs::sqs(boost::asio::any_io_executor executor, const config& with, base::logger log,
         base::metrics& metrics)
    : client_{std::move(executor), aws_wire::service::sqs, with, std::move(log), metrics} {}

async::task<result<std::string>>
sqs::ensure_queue(std::string name, aws_wire::string_map attributes, async::deadline until) {
    auto found = co_await queue_url(name, until);
    if (found || found.error().code != error_code::queue_does_not_exist)
        co_return found;
    auto made = co_await create_queue(name, std::move(attributes), until);
    if (!made && made.error().code == error_code::queue_name_exists) // somebody else was faster
        co_return co_await queue_url(std::move(name), until);
    co_return made;
}

async::task<result<std::string>>
sqs::create_queue(std::string name, aws_wire::string_map attributes, async::deadline until) {
    wire::create_queue_input what;
    what.queue_name = std::move(name);
    what.attributes = std::move(attributes);
    auto made = co_await client_.call(std::move(what), until);
    if (!made)
        co_return std::unexpected{std::move(made.error())};
    co_return std::move(made->queue_url);
}

async::task<result<std::string>> sqs::queue_url(std::string name, async::deadline until) {
    wire::get_queue_url_input what;
    what.queue_name = std::move(name);
    auto answer = co_await client_.call(std::move(what), until);
    if (!answer)
        co_return std::unexpected{std::move(answer.error())};
    co_return std::move(answer->queue_url);
}

async::task<result<aws_wire::string_map>> sqs::queue_attributes(std::string queue_url,
                                                                async::deadline until) {
    auto answer =
        co_await client_.call(wire::get_queue_attributes_input{.queue_url = std::move(queue_url),
                                                               .attribute_names = {"All"}},
                              until);
    if (!answer)
        co_return std::unexpected{std::move(answer.error())};
    co_return std::move(answer->attributes);
}

async::task<result<std::string>> sqs::send(std::string queue_url, outgoing_message message,
                                           async::deadline until) {
    wire::send_message_input what;
    what.queue_url = std::move(queue_url);
    what.message_body = std::move(message.body);
    what.message_attributes = std::move(message.attributes);
    auto answer = co_await client_.call(std::move(what), until);
    if (!answer)
        co_return std::unexpected{std::move(answer.error())};
    co_return std::move(answer->message_id);
}

async::task<result<std::vector<message>>>
sqs::receive(std::string queue_url, receive_options options, async::deadline until) {
    wire::receive_message_input what;
    what.queue_url = std::move(queue_url);
    // The older name of message_system_attribute_names: every service knows it.
    what.attribute_names = {"ApproximateReceiveCount", "SentTimestamp"};
    what.message_attribute_names = {"All"};
    what.max_number_of_messages = static_cast<std::int64_t>(options.messages_max);
    what.wait_time_seconds = options.wait.count();
    if (options.visibility)
        what.visibility_timeout = options.visibility->count();
    auto answer = co_await client_.call(std::move(what), until, options.wait);
    if (!answer)
        co_return std::unexpected{std::move(answer.error())};
    std::vector<message> out;
    out.reserve(answer->messages.size());
    for (auto& each : answer->messages)
        out.push_back(to_message(std::move(each)));
    co_return out;
}

async::task<std::vector<entry_outcome>> sqs::delete_batch(std::string queue_url,
                                                          std::vector<std::string> receipt_handles,
                                                          async::deadline until) {
    const auto make = [&](std::size_t first, std::size_t last) {
        wire::delete_message_batch_input what{.queue_url = queue_url, .entries = {}};
        for (auto i = first; i < last; ++i)
            what.entries.push_back({fmt::to_string(i - first), receipt_handles[i]});
        return what;
    };
    co_return co_await settle_all(client_, receipt_handles.size(), make, until);
}

async::task<std::vector<entry_outcome>>
sqs::change_visibility_batch(std::string queue_url, std::vector<std::string> receipt_handles,
                             std::chrono::seconds visibility, async::deadline until) {
    const auto make = [&](std::size_t first, std::size_t last) {
        wire::change_message_visibility_batch_input what{.queue_url = queue_url, .entries = {}};
        for (auto i = first; i < last; ++i) {
            what.entries.push_back(
                {fmt::to_string(i - first), receipt_handles[i], visibility.count()});
        }
        return what;
    };
    co_return co_await settle_all(client_, receipt_handles.size(), make, until);
}

} // namespace aws
