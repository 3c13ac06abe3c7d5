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

/// What SNS tells about a message that it took.
struct published_message {
    std::string message_id;
    std::string sequence_number;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"MessageId"}, self.message_id);
        visit({"SequenceNumber"}, self.sequence_number);
    }
};

/// A message as its publisher gives it, alone or in a batch.
struct message_to_publish {
    std::string message;
    std::optional<std::string> subject;
    std::optional<std::string> message_structure;
    attribute_map message_attributes;
    std::optional<std::string> message_deduplication_id;
    std::optional<std::string> message_group_id;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Message"}, self.message);
        visit({"Subject"}, self.subject);
        visit({"MessageStructure"}, self.message_structure);
        visit({"MessageAttributes"}, self.message_attributes);
        visit({"MessageDeduplicationId"}, self.message_deduplication_id);
        visit({"MessageGroupId"}, self.message_group_id);
    }
};

struct publish_output : published_message {
    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        published_message::describe(self, visit);
    }
};

struct publish_input : message_to_publish {
    using output = publish_output;
    static constexpr std::string_view action = "Publish";

    std::string topic_arn;
    std::string target_arn;
    std::string phone_number;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"TopicArn"}, self.topic_arn);
        visit({"TargetArn"}, self.target_arn);
        visit({"PhoneNumber"}, self.phone_number);
        message_to_publish::describe(self, visit);
    }
};

struct publish_batch_entry : message_to_publish {
    std::string id;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Id"}, self.id);
        message_to_publish::describe(self, visit);
    }
};

struct publish_batch_result : published_message {
    std::string id;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Id"}, self.id);
        published_message::describe(self, visit);
    }
};

/// One entry of a batch that failed; the others are not touched by it.
struct batch_failure {
    std::string id;
    std::string code;
    std::string message;
    bool sender_fault = false;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Id"}, self.id);
        visit({"Code"}, self.code);
        visit({"Message"}, self.message);
        visit({"SenderFault"}, self.sender_fault);
    }
};

struct publish_batch_output {
    std::vector<publish_batch_result> successful;
    std::vector<batch_failure> failed;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Successful"}, self.successful);
        visit({"Failed"}, self.failed);
    }
};

struct publish_batch_input {
    using output = publish_batch_output;
    static constexpr std::string_view action = "PublishBatch";

    std::string topic_arn;
    std::vector<publish_batch_entry> entries;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"TopicArn"}, self.topic_arn);
        visit({"PublishBatchRequestEntries"}, self.entries);
    }
};

} // namespace aws_wire::sns
