#include "aws_wire/arn.hpp"
#include "base/encoding.hpp"
#include "localaws/sns.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

// The commands that concern topics.
namespace localaws {
namespace {

using aws_wire::error_code;

constexpr std::size_t topic_name_bytes_max = 256;

constexpr std::array<std::string_view, 16> settable{"DeliveryPolicy",
                                                    "DisplayName",
                                                    "Policy",
                                                    "TracingConfig",
                                                    "KmsMasterKeyId",
                                                    "SignatureVersion",
                                                    "HTTPSuccessFeedbackRoleArn",
                                                    "HTTPSuccessFeedbackSampleRate",
                                                    "HTTPFailureFeedbackRoleArn",
                                                    "SQSSuccessFeedbackRoleArn",
                                                    "SQSSuccessFeedbackSampleRate",
                                                    "SQSFailureFeedbackRoleArn",
                                                    "LambdaSuccessFeedbackRoleArn",
                                                    "LambdaSuccessFeedbackSampleRate",
                                                    "LambdaFailureFeedbackRoleArn",
                                                    "DataProtectionPolicy"};

bool valid_topic_name(std::string_view name) {
    return !name.empty() && name.size() <= topic_name_bytes_max &&
           std::ranges::all_of(name, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_';
           });
}

std::unexpected<aws_wire::error> invalid(std::string_view what) {
    return refuse(error_code::invalid_parameter, fmt::format("Invalid parameter: {}", what));
}

/// AWS' default: the owner may do everything.
std::string default_policy(std::string_view arn, std::string_view account) {
    return fmt::format(
        R"({{"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{{"Effect":"Allow","Sid":"__default_statement_ID",)"
        R"("Principal":{{"AWS":"*"}},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes","SNS:AddPermission",)"
        R"("SNS:RemovePermission","SNS:DeleteTopic","SNS:Subscribe","SNS:ListSubscriptionsByTopic","SNS:Publish"],)"
        R"("Resource":"{}","Condition":{{"StringEquals":{{"AWS:SourceOwner":"{}"}}}}}}]}})",
        arn, account);
}

constexpr std::string_view default_delivery_policy =
    R"({"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,"numMaxDelayRetries":0,)"
    R"("numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},"disableSubscriptionOverrides":false,)"
    R"("defaultRequestPolicy":{"headerContentType":"text/plain; charset=UTF-8"}}})";

} // namespace

std::expected<topic*, aws_wire::error> sns::resolve(const std::string& topic_arn) {
    const auto parts = std::ranges::count(topic_arn, ':') + 1;
    if (parts < 6)
        return invalid(
            fmt::format("TopicArn Reason: An ARN must have at least 6 elements, not {}", parts));
    const auto parsed = aws_wire::arn::parse(topic_arn);
    if (!parsed || parsed->service != "sns")
        return invalid("TopicArn");
    const auto found = topics_.find(topic_arn);
    if (found == topics_.end())
        return refuse(error_code::not_found, "Topic does not exist");
    return found->second.get();
}

outcome<sns_wire::create_topic_input>
sns::execute(const scope& in, const sns_wire::create_topic_input& command, instant) {
    if (command.name.ends_with(".fifo") || command.attributes.contains("FifoTopic")) {
        return invalid("Topic Name: FIFO topics are not served here yet");
    }
    if (!valid_topic_name(command.name))
        return invalid("Topic Name");
    for (const auto& [name, value] : command.attributes) {
        if (std::ranges::find(settable, name) == settable.end())
            return invalid(fmt::format("Attributes Reason: Unknown attribute: {}", name));
    }
    const auto arn = fmt::format("arn:aws:sns:{}:{}:{}", in.region, in.account, command.name);
    aws_wire::string_map tags;
    for (const auto& tag : command.tags)
        tags.insert_or_assign(tag.key, tag.value);
    if (const auto found = topics_.find(arn); found != topics_.end()) {
        const auto& existing = *found->second;
        for (const auto& [name, value] : command.attributes) {
            const auto held = existing.attributes.find(name);
            if (held == existing.attributes.end() || held->second != value) {
                return invalid("Attributes Reason: Topic already exists with different attributes");
            }
        }
        if (!tags.empty() && tags != existing.tags)
            return invalid("Tags Reason: Topic already exists with different tags");
        return sns_wire::create_topic_output{arn};
    }
    topics_.emplace(arn, std::make_unique<topic>(
                             topic{arn, in.account, command.attributes, std::move(tags), {}, 0}));
    ++changes_;
    return sns_wire::create_topic_output{arn};
}

outcome<sns_wire::delete_topic_input>
sns::execute(const scope&, const sns_wire::delete_topic_input& command, instant) {
    const auto found = resolve(command.topic_arn);
    if (!found) {
        if (found.error().code == error_code::not_found)
            return sns_wire::empty_output{}; // as on AWS
        return std::unexpected{found.error()};
    }
    for (const auto& each : (*found)->subscriptions)
        by_arn_.erase(each.arn);
    topics_.erase(topics_.find(command.topic_arn));
    ++changes_;
    return sns_wire::empty_output{};
}

outcome<sns_wire::list_topics_input>
sns::execute(const scope& in, const sns_wire::list_topics_input& command, instant) {
    const auto prefix = fmt::format("arn:aws:sns:{}:{}:", in.region, in.account);
    auto at = topics_.lower_bound(prefix);
    if (command.next_token) {
        const auto after = base::from_base64(*command.next_token);
        if (!after)
            return invalid("NextToken");
        at = topics_.upper_bound(*after);
    }
    sns_wire::list_topics_output out;
    for (; at != topics_.end() && at->first.starts_with(prefix); ++at) {
        if (out.topics.size() == limits_.sns_page_size) {
            out.next_token = base::to_base64(out.topics.back().topic_arn);
            break;
        }
        out.topics.push_back({at->first});
    }
    return out;
}

outcome<sns_wire::get_topic_attributes_input>
sns::execute(const scope&, const sns_wire::get_topic_attributes_input& command, instant) {
    const auto found = resolve(command.topic_arn);
    if (!found)
        return std::unexpected{found.error()};
    const auto& topic = **found;
    sns_wire::get_topic_attributes_output out{topic.attributes};
    out.attributes.emplace("TopicArn", topic.arn);
    out.attributes.emplace("Owner", topic.owner);
    out.attributes.emplace("DisplayName", "");
    out.attributes.emplace("Policy", default_policy(topic.arn, topic.owner));
    out.attributes.emplace("EffectiveDeliveryPolicy", default_delivery_policy);
    out.attributes.emplace("SubscriptionsConfirmed", fmt::to_string(topic.subscriptions.size()));
    out.attributes.emplace("SubscriptionsPending", "0");
    out.attributes.emplace("SubscriptionsDeleted", fmt::to_string(topic.deleted_subscriptions));
    return out;
}

outcome<sns_wire::set_topic_attributes_input>
sns::execute(const scope&, const sns_wire::set_topic_attributes_input& command, instant) {
    const auto found = resolve(command.topic_arn);
    if (!found)
        return std::unexpected{found.error()};
    if (std::ranges::find(settable, command.attribute_name) == settable.end())
        return invalid("AttributeName");
    const auto value = command.attribute_value.value_or("");
    if (value.empty())
        (*found)->attributes.erase(command.attribute_name);
    else
        (*found)->attributes.insert_or_assign(command.attribute_name, value);
    ++changes_;
    return sns_wire::empty_output{};
}

outcome<sns_wire::tag_resource_input>
sns::execute(const scope&, const sns_wire::tag_resource_input& command, instant) {
    const auto found = resolve(command.resource_arn);
    if (!found)
        return refuse(error_code::resource_not_found, "Resource does not exist");
    for (const auto& tag : command.tags)
        (*found)->tags.insert_or_assign(tag.key, tag.value);
    ++changes_;
    return sns_wire::tag_resource_output{};
}

outcome<sns_wire::untag_resource_input>
sns::execute(const scope&, const sns_wire::untag_resource_input& command, instant) {
    const auto found = resolve(command.resource_arn);
    if (!found)
        return refuse(error_code::resource_not_found, "Resource does not exist");
    for (const auto& key : command.tag_keys)
        (*found)->tags.erase(key);
    ++changes_;
    return sns_wire::untag_resource_output{};
}

outcome<sns_wire::list_tags_for_resource_input>
sns::execute(const scope&, const sns_wire::list_tags_for_resource_input& command, instant) {
    const auto found = resolve(command.resource_arn);
    if (!found)
        return refuse(error_code::resource_not_found, "Resource does not exist");
    sns_wire::list_tags_for_resource_output out;
    for (const auto& [key, value] : (*found)->tags)
        out.tags.push_back({key, value});
    return out;
}

} // namespace localaws
