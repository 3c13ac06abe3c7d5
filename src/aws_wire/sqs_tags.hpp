#pragma once

#include "aws_wire/attributes.hpp"
#include "aws_wire/shape.hpp"
#include "aws_wire/sqs_queues.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Requests and answers of SQS that concern the tags of queues.
namespace aws_wire::sqs {

struct list_queue_tags_output {
    string_map tags;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"Tags", "Tag", "Key"}, self.tags);
    }
};

struct list_queue_tags_input {
    using output = list_queue_tags_output;
    static constexpr std::string_view action = "ListQueueTags";

    std::string queue_url;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueUrl"}, self.queue_url);
    }
};

struct tag_queue_input {
    using output = empty_output;
    static constexpr std::string_view action = "TagQueue";

    std::string queue_url;
    string_map tags;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueUrl"}, self.queue_url);
        visit({"Tags", "Tag", "Key"}, self.tags);
    }
};

struct untag_queue_input {
    using output = empty_output;
    static constexpr std::string_view action = "UntagQueue";

    std::string queue_url;
    std::vector<std::string> tag_keys;

    template <class Self, class Visitor>
    static void describe(Self& self, Visitor& visit) {
        visit({"QueueUrl"}, self.queue_url);
        visit({"TagKeys", "TagKey"}, self.tag_keys);
    }
};

} // namespace aws_wire::sqs
