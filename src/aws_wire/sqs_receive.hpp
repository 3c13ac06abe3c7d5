#pragma once

#include "aws_wire/attributes.hpp"
#include "aws_wire/shape.hpp"
#include "aws_wire/sqs_queues.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Requests and answers of SQS that receive messages and settle them. Names and types are those of
// AWS' service model.
namespace aws_wire::sqs {

/// A received message. `attributes` are SQS' own ("ApproximateReceiveCount"), `message_attributes`
/// the sender's.
struct message {
    std::string message_id;
    std::string receipt_handle;
    std::string md5_of_body;
    std::string body;
    string_map attributes;
    std::string md5_of_message_attributes;
    attribute_map message_attributes;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"MessageId"}, self.message_id);
        visit({"ReceiptHandle"}, self.receipt_handle);
        visit({"MD5OfBody"}, self.md5_of_body);
        visit({"Body"}, self.body);
        visit({"Attributes", "Attribute"}, self.attributes);
        visit({"MD5OfMessageAttributes"}, self.md5_of_message_attributes);
        visit({"MessageAttributes", "MessageAttribute"}, self.message_attributes);
    }
};

struct receive_message_output {
    std::vector<message> messages;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Messages", "Message"}, self.messages);
    }
};

struct receive_message_input {
    using output = receive_message_output;
    static constexpr std::string_view action = "ReceiveMessage";

    std::string queue_url;
    std::vector<std::string> attribute_names;
    std::vector<std::string> message_system_attribute_names;
    std::vector<std::string> message_attribute_names;
    std::optional<std::int64_t> max_number_of_messages;
    std::optional<std::int64_t> visibility_timeout;
    std::optional<std::int64_t> wait_time_seconds;
    std::optional<std::string> receive_request_attempt_id;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueUrl"}, self.queue_url);
        visit({"AttributeNames", "AttributeName"}, self.attribute_names);
        visit({"MessageSystemAttributeNames", "MessageSystemAttributeName"},
              self.message_system_attribute_names);
        visit({"MessageAttributeNames", "MessageAttributeName"}, self.message_attribute_names);
        visit({"MaxNumberOfMessages"}, self.max_number_of_messages);
        visit({"VisibilityTimeout"}, self.visibility_timeout);
        visit({"WaitTimeSeconds"}, self.wait_time_seconds);
        visit({"ReceiveRequestAttemptId"}, self.receive_request_attempt_id);
    }
};

struct delete_message_input {
    using output = empty_output;
    static constexpr std::string_view action = "DeleteMessage";

    std::string queue_url;
    std::string receipt_handle;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueUrl"}, self.queue_url);
        visit({"ReceiptHandle"}, self.receipt_handle);
    }
};

struct delete_message_batch_entry {
    std::string id;
    std::string receipt_handle;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Id"}, self.id);
        visit({"ReceiptHandle"}, self.receipt_handle);
    }
};

struct delete_message_batch_result {
    std::string id;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Id"}, self.id);
    }
};

struct delete_message_batch_output {
    std::vector<delete_message_batch_result> successful;
    std::vector<batch_failure> failed;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Successful", "DeleteMessageBatchResultEntry"}, self.successful);
        visit({"Failed", "BatchResultErrorEntry"}, self.failed);
    }
};

struct delete_message_batch_input {
    using output = delete_message_batch_output;
    static constexpr std::string_view action = "DeleteMessageBatch";

    std::string queue_url;
    std::vector<delete_message_batch_entry> entries;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueUrl"}, self.queue_url);
        visit({"Entries", "DeleteMessageBatchRequestEntry"}, self.entries);
    }
};

struct change_message_visibility_input {
    using output = empty_output;
    static constexpr std::string_view action = "ChangeMessageVisibility";

    std::string queue_url;
    std::string receipt_handle;
    std::optional<std::int64_t> visibility_timeout;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueUrl"}, self.queue_url);
        visit({"ReceiptHandle"}, self.receipt_handle);
        visit({"VisibilityTimeout"}, self.visibility_timeout);
    }
};

struct change_message_visibility_batch_entry {
    std::string id;
    std::string receipt_handle;
    std::optional<std::int64_t> visibility_timeout;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Id"}, self.id);
        visit({"ReceiptHandle"}, self.receipt_handle);
        visit({"VisibilityTimeout"}, self.visibility_timeout);
    }
};

struct change_message_visibility_batch_result {
    std::string id;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Id"}, self.id);
    }
};

struct change_message_visibility_batch_output {
    std::vector<change_message_visibility_batch_result> successful;
    std::vector<batch_failure> failed;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Successful", "ChangeMessageVisibilityBatchResultEntry"}, self.successful);
        visit({"Failed", "BatchResultErrorEntry"}, self.failed);
    }
};

struct change_message_visibility_batch_input {
    using output = change_message_visibility_batch_output;
    static constexpr std::string_view action = "ChangeMessageVisibilityBatch";

    std::string queue_url;
    std::vector<change_message_visibility_batch_entry> entries;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueUrl"}, self.queue_url);
        visit({"Entries", "ChangeMessageVisibilityBatchRequestEntry"}, self.entries);
    }
};

} // namespace aws_wire::sqs
