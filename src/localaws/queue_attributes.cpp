#include "localaws/queue_attributes.hpp"

#include "aws_wire/json_codec.hpp"
#include "json/text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace localaws {
namespace {

using aws_wire::error_code;

constexpr std::size_t policy_bytes_max = 8'192;
constexpr std::int64_t receive_count_bound = 1'000;

struct number_rule {
    std::string_view name;
    std::int64_t min;
    std::int64_t max;
};

constexpr std::array number_rules{
    number_rule{"DelaySeconds", 0, 900},
    number_rule{"MaximumMessageSize", 1'024, 1'048'576},
    number_rule{"MessageRetentionPeriod", 60, 1'209'600},
    number_rule{"ReceiveMessageWaitTimeSeconds", 0, 20},
    number_rule{"VisibilityTimeout", 0, 43'200},
    number_rule{"KmsDataKeyReusePeriodSeconds", 60, 86'400},
};

/// Kept and given back, without an effect here.
constexpr std::array<std::string_view, 4> kept_texts{"Policy", "RedriveAllowPolicy",
                                                     "KmsMasterKeyId", "SqsManagedSseEnabled"};

constexpr std::array<std::string_view, 4> fifo_attributes{
    "FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"};

constexpr std::array<std::string_view, 6> computed{"ApproximateNumberOfMessages",
                                                   "ApproximateNumberOfMessagesDelayed",
                                                   "ApproximateNumberOfMessagesNotVisible",
                                                   "CreatedTimestamp",
                                                   "LastModifiedTimestamp",
                                                   "QueueArn"};

/// libstdc++ 12 has no std::ranges::contains.
bool contains(const auto& names, std::string_view name) {
    return std::ranges::find(names, name) != std::end(names);
}

const number_rule* rule_of(std::string_view name) {
    const auto* found = std::ranges::find(number_rules, name, &number_rule::name);
    return found == number_rules.end() ? nullptr : found;
}

std::unexpected<aws_wire::error> bad_value(std::string_view name) {
    return refuse(error_code::invalid_attribute_value,
                  fmt::format("Invalid value for the parameter {}.", name));
}

std::optional<std::int64_t> number_of(const boost::json::value* value) {
    if (!value)
        return std::nullopt;
    if (value->is_int64())
        return value->get_int64();
    if (value->is_string())
        return json::parse_integer({value->get_string().data(), value->get_string().size()});
    return std::nullopt;
}

} // namespace

std::expected<redrive_policy, aws_wire::error> redrive_policy::parse(const std::string& text) {
    const auto reason = [&](std::string_view why) {
        return refuse(
            error_code::invalid_parameter_value,
            fmt::format("Value {} for parameter RedrivePolicy is invalid. Reason: {}", text, why));
    };
    const auto value = aws_wire::parse_json(text);
    const auto* object = value ? value->if_object() : nullptr;
    if (!object)
        return reason("Redrive policy is not a valid JSON map.");
    const auto* target = object->if_contains("deadLetterTargetArn");
    if (!target || !target->is_string())
        return reason("Redrive policy does not contain mandatory attribute: deadLetterTargetArn.");
    if (!object->contains("maxReceiveCount"))
        return reason("Redrive policy does not contain mandatory attribute: maxReceiveCount.");
    const auto count = number_of(object->if_contains("maxReceiveCount"));
    if (!count || *count < 1 || *count > receive_count_bound) {
        return reason("Invalid value for maxReceiveCount: must be an integer from 1 to 1000.");
    }
    return redrive_policy{{target->get_string().data(), target->get_string().size()}, *count};
}

std::expected<void, aws_wire::error> queue_attributes::set(const aws_wire::string_map& given) {
    auto changed = *this;
    for (const auto& [name, value] : given) {
        if (auto done = changed.set_one(name, value); !done)
            return done;
    }
    *this = std::move(changed);
    return {};
}

std::expected<void, aws_wire::error> queue_attributes::set_one(const std::string& name,
                                                               const std::string& value) {
    if (const auto* rule = rule_of(name)) {
        const auto number = json::parse_integer(value);
        if (!number || *number < rule->min || *number > rule->max)
            return bad_value(name);
        const std::chrono::seconds seconds{*number};
        if (name == "DelaySeconds")
            delay = seconds;
        if (name == "VisibilityTimeout")
            visibility_timeout = seconds;
        if (name == "MessageRetentionPeriod")
            retention = seconds;
        if (name == "ReceiveMessageWaitTimeSeconds")
            receive_wait = seconds;
        if (name == "MaximumMessageSize")
            message_bytes_max = static_cast<std::size_t>(*number);
    } else if (name == "RedrivePolicy") {
        redrive.reset();
        if (!value.empty()) { // an empty text removes it
            const auto policy = redrive_policy::parse(value);
            if (!policy)
                return std::unexpected{policy.error()};
            redrive = *policy;
        }
    } else if (contains(fifo_attributes, name)) {
        if (name == "FifoQueue" && value == "true") {
            return refuse(error_code::unsupported_operation,
                          "FIFO queues are not served here yet.");
        }
        return refuse(error_code::invalid_attribute_name,
                      fmt::format("Unknown Attribute {}.", name));
    } else if (!contains(kept_texts, name)) {
        return refuse(error_code::invalid_attribute_name,
                      fmt::format("Unknown Attribute {}.", name));
    } else if (value.size() > policy_bytes_max) {
        return bad_value(name);
    }
    if (value.empty())
        texts_.erase(name);
    else
        texts_.insert_or_assign(name, value);
    return {};
}

std::optional<std::string> queue_attributes::conflict(const aws_wire::string_map& given) const {
    for (const auto& [name, value] : given) {
        const auto found = texts_.find(name);
        if (found == texts_.end() ? !value.empty() : found->second != value)
            return name;
    }
    return std::nullopt;
}

bool is_computed_attribute(std::string_view name) {
    return contains(computed, name);
}

bool is_known_attribute(std::string_view name) {
    return rule_of(name) || name == "RedrivePolicy" || is_computed_attribute(name) ||
           contains(kept_texts, name) || contains(fifo_attributes, name);
}

} // namespace localaws
