#include "aws_wire/arn.hpp"
#include "aws_wire/json_codec.hpp"
#include "base/encoding.hpp"
#include "localaws/sns.hpp"

#include <algorithm>

#include <fmt/format.h>

// The commands that concern subscriptions. They need no confirmation: only queues can subscribe so
// far.
namespace localaws {
namespace {

using aws_wire::error_code;

std::unexpected<aws_wire::error> invalid(std::string_view what) {
    return refuse(error_code::invalid_parameter, fmt::format("Invalid parameter: {}", what));
}

/// The queue of {"deadLetterTargetArn": "arn:aws:sqs:..."}.
std::optional<std::string> dead_letter_arn(const std::string& policy) {
    const auto value = aws_wire::parse_json(policy);
    const auto* object = value ? value->if_object() : nullptr;
    const auto* target = object ? object->if_contains("deadLetterTargetArn") : nullptr;
    if (!target || !target->is_string())
        return std::nullopt;
    std::string text{target->get_string().data(), target->get_string().size()};
    const auto arn = aws_wire::arn::parse(text);
    return arn && arn->service == "sqs" ? std::optional{std::move(text)} : std::nullopt;
}

sns_wire::subscription to_wire(const subscription& from) {
    return {from.arn, from.owner, from.protocol, from.endpoint, from.topic->arn};
}

/// Adds to one page until it is full; false then, with the token that leads on.
template <class Output>
bool add(Output& page, const subscription& each, std::size_t page_size) {
    if (page.subscriptions.size() == page_size) {
        page.next_token = base::to_base64(page.subscriptions.back().subscription_arn);
        return false;
    }
    page.subscriptions.push_back(to_wire(each));
    return true;
}

} // namespace

std::expected<subscription*, aws_wire::error> sns::resolve_subscription(const std::string& arn) {
    const auto parts = std::ranges::count(arn, ':') + 1;
    if (parts < 6)
        return invalid(fmt::format(
            "SubscriptionArn Reason: An ARN must have at least 6 elements, not {}", parts));
    const auto found = by_arn_.find(arn);
    if (found == by_arn_.end())
        return refuse(error_code::not_found, "Subscription does not exist");
    return &*found->second;
}

std::expected<void, aws_wire::error> sns::set_attribute(subscription& of, const std::string& name,
                                                        const std::string& value) const {
    if (name == "RawMessageDelivery") {
        if (value != "true" && value != "false") {
            return invalid(fmt::format(
                "RawMessageDelivery: Invalid value [{}]. Must be true or false.", value));
        }
        of.raw = value == "true";
    } else if (name == "RedrivePolicy") {
        of.dead_letter_arn.reset();
        if (!value.empty()) {
            of.dead_letter_arn = dead_letter_arn(value);
            if (!of.dead_letter_arn)
                return invalid("RedrivePolicy: deadLetterTargetArn is an invalid arn");
        }
    } else if (name == "FilterPolicy" || name == "FilterPolicyScope") {
        // To take a policy and deliver all the same would be worse than to refuse it.
        if (!value.empty() && value != "{}")
            return invalid(fmt::format("{}: filter policies are not served here yet", name));
    } else {
        return invalid("AttributeName");
    }
    if (value.empty())
        of.attributes.erase(name);
    else
        of.attributes.insert_or_assign(name, value);
    return {};
}

outcome<sns_wire::subscribe_input> sns::execute(const scope& in,
                                                const sns_wire::subscribe_input& command, instant) {
    const auto found = resolve(command.topic_arn);
    if (!found)
        return std::unexpected{found.error()};
    auto& topic = **found;
    if (command.protocol != "sqs") {
        return invalid(
            fmt::format("Amazon SNS does not support this protocol string: {}", command.protocol));
    }
    const auto endpoint = aws_wire::arn::parse(command.endpoint);
    if (!endpoint || endpoint->service != "sqs")
        return invalid("SQS endpoint ARN");
    if (command.endpoint.ends_with(".fifo")) {
        return invalid(
            "Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics");
    }

    subscription made{{}, &topic, in.account, command.protocol, command.endpoint, false, {}, {}};
    for (const auto& [name, value] : command.attributes) {
        if (auto set = set_attribute(made, name, value); !set) {
            constexpr std::string_view prefix = "Invalid parameter: ";
            return invalid(
                fmt::format("Attributes Reason: {}",
                            std::string_view{set.error().message}.substr(prefix.size())));
        }
    }
    for (const auto& each : topic.subscriptions) {
        if (each.protocol != command.protocol || each.endpoint != command.endpoint)
            continue;
        const bool same = std::ranges::all_of(made.attributes, [&](const auto& given) {
            const auto held = each.attributes.find(given.first);
            return held == each.attributes.end() ? given.second == "false"
                                                 : held->second == given.second;
        });
        if (!same)
            return invalid(
                "Attributes Reason: Subscription already exists with different attributes");
        return sns_wire::subscribe_output{each.arn};
    }
    made.arn = fmt::format("{}:{}", topic.arn, ids_.uuid());
    topic.subscriptions.push_back(std::move(made));
    by_arn_.emplace(topic.subscriptions.back().arn, std::prev(topic.subscriptions.end()));
    ++changes_;
    return sns_wire::subscribe_output{topic.subscriptions.back().arn};
}

outcome<sns_wire::unsubscribe_input>
sns::execute(const scope&, const sns_wire::unsubscribe_input& command, instant) {
    const auto found = resolve_subscription(command.subscription_arn);
    if (!found) {
        if (found.error().code == error_code::not_found)
            return sns_wire::empty_output{}; // as on AWS
        return std::unexpected{found.error()};
    }
    auto& topic = *(*found)->topic;
    const auto at = by_arn_.find(command.subscription_arn);
    const auto in_topic = at->second;
    by_arn_.erase(at);
    topic.subscriptions.erase(in_topic);
    ++topic.deleted_subscriptions;
    ++changes_;
    return sns_wire::empty_output{};
}

outcome<sns_wire::list_subscriptions_input>
sns::execute(const scope& in, const sns_wire::list_subscriptions_input& command, instant) {
    const auto prefix = fmt::format("arn:aws:sns:{}:{}:", in.region, in.account);
    auto at = by_arn_.lower_bound(prefix);
    if (command.next_token) {
        const auto after = base::from_base64(*command.next_token);
        if (!after)
            return invalid("NextToken");
        at = by_arn_.upper_bound(*after);
    }
    sns_wire::list_subscriptions_output out;
    for (; at != by_arn_.end() && at->first.starts_with(prefix); ++at) {
        if (!add(out, *at->second, limits_.sns_page_size))
            break;
    }
    return out;
}

outcome<sns_wire::list_subscriptions_by_topic_input>
sns::execute(const scope&, const sns_wire::list_subscriptions_by_topic_input& command, instant) {
    const auto found = resolve(command.topic_arn);
    if (!found)
        return std::unexpected{found.error()};
    const auto prefix = command.topic_arn + ':'; // a subscription's ARN begins with its topic's
    auto at = by_arn_.lower_bound(prefix);
    if (command.next_token) {
        const auto after = base::from_base64(*command.next_token);
        if (!after)
            return invalid("NextToken");
        at = by_arn_.upper_bound(*after);
    }
    sns_wire::list_subscriptions_by_topic_output out;
    for (; at != by_arn_.end() && at->first.starts_with(prefix); ++at) {
        if (!add(out, *at->second, limits_.sns_page_size))
            break;
    }
    return out;
}

outcome<sns_wire::get_subscription_attributes_input>
sns::execute(const scope&, const sns_wire::get_subscription_attributes_input& command, instant) {
    const auto found = resolve_subscription(command.subscription_arn);
    if (!found)
        return std::unexpected{found.error()};
    const auto& each = **found;
    sns_wire::get_subscription_attributes_output out{each.attributes};
    out.attributes.emplace("SubscriptionArn", each.arn);
    out.attributes.emplace("TopicArn", each.topic->arn);
    out.attributes.emplace("Owner", each.owner);
    out.attributes.emplace("Protocol", each.protocol);
    out.attributes.emplace("Endpoint", each.endpoint);
    out.attributes.emplace("RawMessageDelivery", "false");
    out.attributes.emplace("PendingConfirmation", "false");
    out.attributes.emplace("ConfirmationWasAuthenticated", "true");
    out.attributes.emplace("SubscriptionPrincipal",
                           fmt::format("arn:aws:iam::{}:root", each.owner));
    return out;
}

outcome<sns_wire::set_subscription_attributes_input>
sns::execute(const scope&, const sns_wire::set_subscription_attributes_input& command, instant) {
    const auto found = resolve_subscription(command.subscription_arn);
    if (!found)
        return std::unexpected{found.error()};
    auto set = set_attribute(**found, command.attribute_name, command.attribute_value.value_or(""));
    if (!set)
        return std::unexpected{std::move(set.error())};
    ++changes_;
    return sns_wire::empty_output{};
}

} // namespace localaws
