#pragma once

#include "app/settings.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// What `marketplace aws ...` does. Topics are given by ARN, or by name beside
// FLASH_PROMO_TOPIC_ARN; queues by URL or by name. Results go to standard output, one a line. Each
// throws failure with the service's words.
namespace app {

/// NAME=VALUE each.
using given_attributes = std::vector<std::string>;

void create_queue(const settings& with, const std::string& name, const given_attributes& given);
void create_topic(const settings& with, const std::string& name);

struct subscribe_options {
    std::string topic;
    std::string queue;
    bool envelope = false; ///< SNS' JSON around each message
};
void subscribe_queue(const settings& with, const subscribe_options& options);

struct send_options {
    std::string queue; ///< this or `topic`
    std::string topic;
    std::vector<std::string> texts; ///< a message each
    given_attributes attributes;
};
void send_messages(const settings& with, const send_options& options);

struct receive_command_options {
    std::string queue;
    std::size_t messages_max = 10;
    std::int64_t wait_seconds = 1; ///< for the first of each ten
    bool keep = false;             ///< do not delete what was printed
    bool json = false;
};
void receive_messages(const settings& with, const receive_command_options& options);

} // namespace app
