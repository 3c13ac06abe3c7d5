#pragma once

#include "aws_wire/attributes.hpp"
#include "aws_wire/shape.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Requests and answers of SQS that concern queues. Names and types are those of AWS' service model.
namespace aws_wire::sqs {

inline constexpr std::string_view version = "2012-11-05";
inline constexpr std::string_view xml_namespace = "http://queue.amazonaws.com/doc/2012-11-05/";
/// What stands before the action in X-Amz-Target.
inline constexpr std::string_view target_prefix = "AmazonSQS.";

/// The answer of actions that only say that they are done.
struct empty_output {
    static constexpr bool says_nothing = true; // in XML not even an empty result

    template <class Self, class Visitor>
    static void describe(Self&, Visitor&) {}
};

/// One entry of a batch that failed; the others are not touched by it.
struct batch_failure {
    std::string id;
    bool sender_fault = false;
    std::string code;
    std::string message;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Id"}, self.id);
        visit({"SenderFault"}, self.sender_fault);
        visit({"Code"}, self.code);
        visit({"Message"}, self.message);
    }
};

struct create_queue_output {
    std::string queue_url;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueUrl"}, self.queue_url);
    }
};

struct create_queue_input {
    using output = create_queue_output;
    static constexpr std::string_view action = "CreateQueue";

    std::string queue_name;
    string_map attributes;
    string_map tags;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueName"}, self.queue_name);
        visit({"Attributes", "Attribute"}, self.attributes);
        visit({"tags", "Tag", "Key"}, self.tags);
    }
};

struct get_queue_url_output {
    std::string queue_url;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueUrl"}, self.queue_url);
    }
};

struct get_queue_url_input {
    using output = get_queue_url_output;
    static constexpr std::string_view action = "GetQueueUrl";

    std::string queue_name;
    std::string owner_account;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueName"}, self.queue_name);
        visit({"QueueOwnerAWSAccountId"}, self.owner_account);
    }
};

struct get_queue_attributes_output {
    string_map attributes;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Attributes", "Attribute"}, self.attributes);
    }
};

struct get_queue_attributes_input {
    using output = get_queue_attributes_output;
    static constexpr std::string_view action = "GetQueueAttributes";

    std::string queue_url;
    std::vector<std::string> attribute_names;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueUrl"}, self.queue_url);
        visit({"AttributeNames", "AttributeName"}, self.attribute_names);
    }
};

struct set_queue_attributes_input {
    using output = empty_output;
    static constexpr std::string_view action = "SetQueueAttributes";

    std::string queue_url;
    string_map attributes;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueUrl"}, self.queue_url);
        visit({"Attributes", "Attribute"}, self.attributes);
    }
};

struct list_queues_output {
    std::vector<std::string> queue_urls;
    std::optional<std::string> next_token;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueUrls", "QueueUrl"}, self.queue_urls);
        visit({"NextToken"}, self.next_token);
    }
};

struct list_queues_input {
    using output = list_queues_output;
    static constexpr std::string_view action = "ListQueues";

    std::string queue_name_prefix;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueNamePrefix"}, self.queue_name_prefix);
        visit({"NextToken"}, self.next_token);
        visit({"MaxResults"}, self.max_results);
    }
};

struct list_dead_letter_source_queues_output {
    std::vector<std::string> queue_urls;
    std::optional<std::string> next_token;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"queueUrls", "QueueUrl"}, self.queue_urls);
        visit({"NextToken"}, self.next_token);
    }
};

struct list_dead_letter_source_queues_input {
    using output = list_dead_letter_source_queues_output;
    static constexpr std::string_view action = "ListDeadLetterSourceQueues";

    std::string queue_url;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueUrl"}, self.queue_url);
        visit({"NextToken"}, self.next_token);
        visit({"MaxResults"}, self.max_results);
    }
};

struct delete_queue_input {
    using output = empty_output;
    static constexpr std::string_view action = "DeleteQueue";

    std::string queue_url;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueUrl"}, self.queue_url);
    }
};

struct purge_queue_input {
    using output = empty_output;
    static constexpr std::string_view action = "PurgeQueue";

    std::string queue_url;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueUrl"}, self.queue_url);
    }
};

} // namespace aws_wire::sqs
