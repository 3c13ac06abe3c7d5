#pragma once

#include "aws_wire/attributes.hpp"
#include "aws_wire/shape.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Requests and answers of SNS. Names and types are those of AWS' service model.
namespace aws_wire::sns {

inline constexpr std::string_view version = "2010-03-31";
inline constexpr std::string_view xml_namespace = "http://sns.amazonaws.com/doc/2010-03-31/";

/// The answer of actions that only say that they are done.
struct empty_output {
    static constexpr bool says_nothing = true; // in XML not even an empty result

    template <class Self, class Visitor>
    static void describe(Self&, Visitor&) {}
};

struct tag {
    std::string key;
    std::string value;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Key"}, self.key);
        visit({"Value"}, self.value);
    }
};

struct create_topic_output {
    std::string topic_arn;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"TopicArn"}, self.topic_arn);
    }
};

struct create_topic_input {
    using output = create_topic_output;
    static constexpr std::string_view action = "CreateTopic";

    std::string name;
    string_map attributes;
    std::vector<tag> tags;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Name"}, self.name);
        visit({.name = "Attributes", .key = "key", .value = "value"}, self.attributes);
        visit({"Tags"}, self.tags);
    }
};

struct delete_topic_input {
    using output = empty_output;
    static constexpr std::string_view action = "DeleteTopic";

    std::string topic_arn;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"TopicArn"}, self.topic_arn);
    }
};

struct topic {
    std::string topic_arn;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"TopicArn"}, self.topic_arn);
    }
};

struct list_topics_output {
    std::vector<topic> topics;
    std::optional<std::string> next_token;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Topics"}, self.topics);
        visit({"NextToken"}, self.next_token);
    }
};

struct list_topics_input {
    using output = list_topics_output;
    static constexpr std::string_view action = "ListTopics";

    std::optional<std::string> next_token;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"NextToken"}, self.next_token);
    }
};

struct get_topic_attributes_output {
    string_map attributes;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({.name = "Attributes", .key = "key", .value = "value"}, self.attributes);
    }
};

struct get_topic_attributes_input {
    using output = get_topic_attributes_output;
    static constexpr std::string_view action = "GetTopicAttributes";

    std::string topic_arn;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"TopicArn"}, self.topic_arn);
    }
};

struct set_topic_attributes_input {
    using output = empty_output;
    static constexpr std::string_view action = "SetTopicAttributes";

    std::string topic_arn;
    std::string attribute_name;
    std::optional<std::string> attribute_value;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"TopicArn"}, self.topic_arn);
        visit({"AttributeName"}, self.attribute_name);
        visit({"AttributeValue"}, self.attribute_value);
    }
};

struct tag_resource_output {

    template <class Self, class Visitor>
    static void describe(Self&, Visitor&) {}
};

struct tag_resource_input {
    using output = tag_resource_output;
    static constexpr std::string_view action = "TagResource";

    std::string resource_arn;
    std::vector<tag> tags;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"ResourceArn"}, self.resource_arn);
        visit({"Tags"}, self.tags);
    }
};

struct untag_resource_output {

    template <class Self, class Visitor>
    static void describe(Self&, Visitor&) {}
};

struct untag_resource_input {
    using output = untag_resource_output;
    static constexpr std::string_view action = "UntagResource";

    std::string resource_arn;
    std::vector<std::string> tag_keys;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"ResourceArn"}, self.resource_arn);
        visit({"TagKeys"}, self.tag_keys);
    }
};

struct list_tags_for_resource_output {
    std::vector<tag> tags;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Tags"}, self.tags);
    }
};

struct list_tags_for_resource_input {
    using output = list_tags_for_resource_output;
    static constexpr std::string_view action = "ListTagsForResource";

    std::string resource_arn;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"ResourceArn"}, self.resource_arn);
    }
};

} // namespace aws_wire::sns
