#include "aws/sns.hpp"

#include "async/backoff.hpp"
#include "async/sleep.hpp"
#include "async/together.hpp"
#include "aws_wire/sns_subscriptions.hpp"
#include "aws_wire/sns_topics.hpp"
#include "base/errors.hpp"

#include <charconv>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace aws {

namespace wire = aws_wire::sns;
using aws_wire::error_code;

namespace {

constexpr std::string_view raw_delivery = "RawMessageDelivery";

std::size_t size_of(const outgoing_message& message) {
    return message.body.size() + aws_wire::size_bytes(message.attributes);
}

wire::publish_batch_input make_request(const std::string& topic_arn,
                                       std::span<const outgoing_message> messages,
                                       std::span<const std::size_t> which) {
    wire::publish_batch_input out{.topic_arn = topic_arn, .entries = {}};
    for (const auto index : which) {
        auto& entry = out.entries.emplace_back();
        entry.id = fmt::to_string(index);
        entry.message = messages[index].body;
        entry.message_attributes = messages[index].attributes;
    }
    return out;
}

entry_failure too_long(std::size_t bytes, std::size_t bytes_max) {
    return {error_code::invalid_parameter,
            fmt::format("Message too long: {} bytes, at most {}", bytes, bytes_max)};
}

entry_failure unavailable(const char* why) {
    return {error_code::internal_failure, why, true};
}

} // namespace

/// One call of publish_batch. Outcomes stand where their messages stand.
struct sns::batch {
    std::string topic_arn;
    std::span<const outgoing_message> messages;
    async::deadline until;
    std::vector<send_outcome> outcomes = {};
    /// The service is not to be had: what has not been tried yet is not tried any more.
    std::optional<entry_failure> service_failed = {};

    /// The index that an entry's id names; nothing for an id that we did not give.
    std::optional<std::size_t> index_of(const std::string& id) const {
        std::size_t index = 0;
        const auto* end = id.data() + id.size();
        const auto read = std::from_chars(id.data(), end, index);
        if (read.ec != std::errc{} || read.ptr != end || index >= messages.size())
            return std::nullopt;
        return index;
    }

    void fail(std::span<const std::size_t> which, const entry_failure& why) {
        for (const auto index : which)
            outcomes[index] = std::unexpected{why};
    }
};

sns::sns(boost::asio::any_io_executor executor, const config& with, base::logger log,
         base::metrics& metrics, publish_options options)
    : client_{std::move(executor), aws_wire::service::sns, with, std::move(log), metrics}
    , options_{options}
    , retries_{with.retries} {}

async::task<std::vector<send_outcome>>
sns::publish_batch(std::string topic_arn, std::span<const outgoing_message> messages,
                   async::deadline until) {
    batch all{std::move(topic_arn), messages, until};
    all.outcomes.resize(all.messages.size());
    std::vector<std::size_t> fitting;
    std::vector<std::size_t> sizes;
    for (std::size_t i = 0; i < all.messages.size(); ++i) {
        const auto size = size_of(all.messages[i]);
        if (size > options_.batches.bytes_max) {
            all.outcomes[i] = std::unexpected{too_long(size, options_.batches.bytes_max)};
            continue;
        }
        fitting.push_back(i);
        sizes.push_back(size);
    }
    const auto ranges = split_into_batches(sizes, options_.batches);
    const std::span all_fitting{fitting};
    co_await async::together(ranges.size(), options_.requests_at_a_time, [&](std::size_t at) {
        const auto [first, last] = ranges[at];
        return publish_range(all, all_fitting.subspan(first, last - first));
    });
    co_return std::move(all.outcomes);
}

async::task<> sns::publish_range(batch& of, std::span<const std::size_t> which) {
    std::vector<std::size_t> left(which.begin(), which.end());
    async::backoff pause{retries_.pause_first, retries_.pause_longest};
    for (unsigned attempts = 1;; ++attempts) {
        if (of.service_failed) {
            of.fail(left, *of.service_failed);
            co_return;
        }
        co_await publish_some(of, left);
        const auto wait = pause.next();
        if (left.empty() || attempts >= retries_.attempts_max || wait >= of.until.left())
            co_return;
        co_await async::sleep_for(wait);
    }
}

/// Leaves in `left` what the service failed to take and may be given again.
async::task<> sns::publish_some(batch& of, std::vector<std::size_t>& left) {
    const auto asked = std::exchange(left, {});
    result<wire::publish_batch_output> answer;
    try {
        answer = co_await client_.call(make_request(of.topic_arn, of.messages, asked), of.until);
    } catch (const base::outage& e) {
        of.service_failed = unavailable(e.what());
    } catch (const base::overload& e) {
        of.service_failed = unavailable(e.what());
    } catch (const base::deadline_exceeded& e) {
        of.service_failed = unavailable(e.what());
    }
    if (of.service_failed) {
        of.fail(asked, *of.service_failed);
        co_return;
    }
    if (!answer) {
        of.fail(asked, {answer.error().code, answer.error().message, true});
        co_return;
    }
    of.fail(asked, {error_code::internal_failure, "The answer does not name the entry.", true});
    for (auto& each : answer->successful) {
        if (const auto index = of.index_of(each.id))
            of.outcomes[*index] = std::move(each.message_id);
    }
    for (auto& each : answer->failed) {
        const auto index = of.index_of(each.id);
        if (!index)
            continue;
        of.outcomes[*index] = std::unexpected{entry_failure{
            aws_wire::parse_error_code(each.code), std::move(each.message), !each.sender_fault}};
        if (!each.sender_fault)
            left.push_back(*index);
    }
}

async::task<result<std::string>> sns::ensure_topic(std::string name, async::deadline until) {
    wire::create_topic_input what;
    what.name = std::move(name);
    auto answer = co_await client_.call(std::move(what), until);
    if (!answer)
        co_return std::unexpected{std::move(answer.error())};
    co_return std::move(answer->topic_arn);
}

async::task<result<bool>> sns::topic_exists(std::string topic_arn, async::deadline until) {
    const auto answer = co_await client_.call(
        wire::get_topic_attributes_input{.topic_arn = std::move(topic_arn)}, until);
    if (answer)
        co_return true;
    if (answer.error().code == error_code::not_found)
        co_return false;
    co_return std::unexpected{answer.error()};
}

async::task<result<std::string>> sns::ensure_subscription(std::string topic_arn,
                                                          std::string queue_arn, bool raw,
                                                          async::deadline until) {
    const std::string raw_text = raw ? "true" : "false";
    auto made = co_await client_.call(
        wire::subscribe_input{.topic_arn = topic_arn,
                              .protocol = "sqs",
                              .endpoint = queue_arn,
                              .attributes = {{std::string{raw_delivery}, raw_text}},
                              .return_subscription_arn = true},
        until);
    if (made)
        co_return std::move(made->subscription_arn);
    if (made.error().code != error_code::invalid_parameter)
        co_return std::unexpected{std::move(made.error())};
    // Perhaps it is there with the other kind of delivery.
    auto found = co_await find_subscription(std::move(topic_arn), std::move(queue_arn), until);
    if (!found)
        co_return std::unexpected{std::move(found.error())};
    if (found->empty())
        co_return std::unexpected{std::move(made.error())};
    auto set = co_await client_.call(
        wire::set_subscription_attributes_input{.subscription_arn = *found,
                                                .attribute_name = std::string{raw_delivery},
                                                .attribute_value = raw_text},
        until);
    if (!set)
        co_return std::unexpected{std::move(set.error())};
    co_return std::move(*found);
}

async::task<result<std::string>>
sns::find_subscription(std::string topic_arn, std::string queue_arn, async::deadline until) {
    std::optional<std::string> next;
    do {
        auto page = co_await client_.call(
            wire::list_subscriptions_by_topic_input{.topic_arn = topic_arn, .next_token = next},
            until);
        if (!page)
            co_return std::unexpected{std::move(page.error())};
        for (auto& each : page->subscriptions) {
            if (each.endpoint == queue_arn)
                co_return std::move(each.subscription_arn);
        }
        next = std::move(page->next_token);
    } while (next);
    co_return std::string{};
}

} // namespace aws
