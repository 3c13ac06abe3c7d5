#pragma once

#include "aws_wire/attributes.hpp"
#include "aws_wire/shape.hpp"
#include "aws_wire/sns_topics.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Requests and answers of SNS. Names and types are those of AWS' service model.
namespace aws_wire::sns {

struct subscribe_output {
    std::string subscription_arn;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"SubscriptionArn"}, self.subscription_arn);
    }
};

struct subscribe_input {
    using output = subscribe_output;
    static constexpr std::string_view action = "Subscribe";

    std::string topic_arn;
    std::string protocol;
    std::string endpoint;
    string_map attributes;
    std::optional<bool> return_subscription_arn;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"TopicArn"}, self.topic_arn);
        visit({"Protocol"}, self.protocol);
        visit({"Endpoint"}, self.endpoint);
        visit({.name = "Attributes", .key = "key", .value = "value"}, self.attributes);
        visit({"ReturnSubscriptionArn"}, self.return_subscription_arn);
    }
};

struct unsubscribe_input {
    using output = empty_output;
    static constexpr std::string_view action = "Unsubscribe";

    std::string subscription_arn;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"SubscriptionArn"}, self.subscription_arn);
    }
};

struct subscription {
    std::string subscription_arn;
    std::string owner;
    std::string protocol;
    std::string endpoint;
    std::string topic_arn;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"SubscriptionArn"}, self.subscription_arn);
        visit({"Owner"}, self.owner);
        visit({"Protocol"}, self.protocol);
        visit({"Endpoint"}, self.endpoint);
        visit({"TopicArn"}, self.topic_arn);
    }
};

struct list_subscriptions_output {
    std::vector<subscription> subscriptions;
    std::optional<std::string> next_token;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Subscriptions"}, self.subscriptions);
        visit({"NextToken"}, self.next_token);
    }
};

struct list_subscriptions_input {
    using output = list_subscriptions_output;
    static constexpr std::string_view action = "ListSubscriptions";

    std::optional<std::string> next_token;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"NextToken"}, self.next_token);
    }
};

struct list_subscriptions_by_topic_output {
    std::vector<subscription> subscriptions;
    std::optional<std::string> next_token;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Subscriptions"}, self.subscriptions);
        visit({"NextToken"}, self.next_token);
    }
};

struct list_subscriptions_by_topic_input {
    using output = list_subscriptions_by_topic_output;
    static constexpr std::string_view action = "ListSubscriptionsByTopic";

    std::string topic_arn;
    std::optional<std::string> next_token;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"TopicArn"}, self.topic_arn);
        visit({"NextToken"}, self.next_token);
    }
};

struct get_subscription_attributes_output {
    string_map attributes;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({.name = "Attributes", .key = "key", .value = "value"}, self.attributes);
    }
};

struct get_subscription_attributes_input {
    using output = get_subscription_attributes_output;
    static constexpr std::string_view action = "GetSubscriptionAttributes";

    std::string subscription_arn;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"SubscriptionArn"}, self.subscription_arn);
    }
};

struct set_subscription_attributes_input {
    using output = empty_output;
    static constexpr std::string_view action = "SetSubscriptionAttributes";

    std::string subscription_arn;
    std::string attribute_name;
    std::optional<std::string> attribute_value;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"SubscriptionArn"}, self.subscription_arn);
        visit({"AttributeName"}, self.attribute_name);
        visit({"AttributeValue"}, self.attribute_value);
    }
};

} // namespace aws_wire::sns
