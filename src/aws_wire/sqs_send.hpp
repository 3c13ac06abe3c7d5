#pragma once

#include "aws_wire/attributes.hpp"
#include "aws_wire/shape.hpp"
#include "aws_wire/sqs_queues.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Requests and answers of SQS that send messages. Names and types are those of AWS' service model.
namespace aws_wire::sqs {

/// What SQS tells about a message that it took.
struct sent_message {
    std::string message_id;
    std::string md5_of_body;
    std::string md5_of_message_attributes;
    std::string md5_of_message_system_attributes;
    std::string sequence_number;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"MessageId"}, self.message_id);
        visit({"MD5OfMessageBody"}, self.md5_of_body);
        visit({"MD5OfMessageAttributes"}, self.md5_of_message_attributes);
        visit({"MD5OfMessageSystemAttributes"}, self.md5_of_message_system_attributes);
        visit({"SequenceNumber"}, self.sequence_number);
    }
};

/// A message as its sender gives it, alone or in a batch.
struct message_to_send {
    std::string message_body;
    std::optional<std::int64_t> delay_seconds;
    attribute_map message_attributes;
    attribute_map message_system_attributes;
    std::optional<std::string> message_deduplication_id;
    std::optional<std::string> message_group_id;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"MessageBody"}, self.message_body);
        visit({"DelaySeconds"}, self.delay_seconds);
        visit({"MessageAttributes", "MessageAttribute"}, self.message_attributes);
        visit({"MessageSystemAttributes", "MessageSystemAttribute"},
              self.message_system_attributes);
        visit({"MessageDeduplicationId"}, self.message_deduplication_id);
        visit({"MessageGroupId"}, self.message_group_id);
    }
};

struct send_message_output : sent_message {
    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        sent_message::describe(self, visit);
    }
};

struct send_message_input : message_to_send {
    using output = send_message_output;
    static constexpr std::string_view action = "SendMessage";

    std::string queue_url;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueUrl"}, self.queue_url);
        message_to_send::describe(self, visit);
    }
};

struct send_message_batch_entry : message_to_send {
    std::string id;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Id"}, self.id);
        message_to_send::describe(self, visit);
    }
};

struct send_message_batch_result : sent_message {
    std::string id;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Id"}, self.id);
        sent_message::describe(self, visit);
    }
};

struct send_message_batch_output {
    std::vector<send_message_batch_result> successful;
    std::vector<batch_failure> failed;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Successful", "SendMessageBatchResultEntry"}, self.successful);
        visit({"Failed", "BatchResultErrorEntry"}, self.failed);
    }
};

struct send_message_batch_input {
    using output = send_message_batch_output;
    static constexpr std::string_view action = "SendMessageBatch";

    std::string queue_url;
    std::vector<send_message_batch_entry> entries;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueUrl"}, self.queue_url);
        visit({"Entries", "SendMessageBatchRequestEntry"}, self.entries);
    }
};

} // namespace aws_wire::sqs
