#include "app/commands/aws_calls.hpp"
#include "app/commands/command.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace app {

namespace {

constexpr std::int64_t wait_seconds_max = 20;
constexpr std::size_t messages_max = 1'000'000;

constexpr const char* about_aws =
    "Create topics and queues, send and receive, on the SNS and SQS of the settings";
constexpr const char* about_topic = "Its ARN, or its name beside FLASH_PROMO_TOPIC_ARN";
constexpr const char* about_queue = "Its URL or its name";

void add_create_queue(CLI::App& to, command_context& context) {
    struct options {
        std::string name;
        given_attributes attributes;
    };
    const auto chosen = std::make_shared<options>();
    auto* command = to.add_subcommand("create-queue", "Create a queue and print its URL");
    command->add_option("NAME", chosen->name)->required();
    command->add_option("--attribute", chosen->attributes, "Such as VisibilityTimeout=60")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    command->callback([chosen, &context] {
        context.run = [chosen, &context] {
            create_queue(context.load(), chosen->name, chosen->attributes);
            return 0;
        };
    });
}

void add_create_topic(CLI::App& to, command_context& context) {
    const auto name = std::make_shared<std::string>();
    auto* command = to.add_subcommand("create-topic", "Create a topic and print its ARN");
    command->add_option("NAME", *name)->required();
    command->callback([name, &context] {
        context.run = [name, &context] {
            create_topic(context.load(), *name);
            return 0;
        };
    });
}

void add_subscribe(CLI::App& to, command_context& context) {
    const auto chosen = std::make_shared<subscribe_options>();
    auto* command =
        to.add_subcommand("subscribe", "Subscribe a queue to a topic and print the subscription");
    command->add_option("--topic", chosen->topic, about_topic)->required();
    command->add_option("--queue", chosen->queue, about_queue)->required();
    command->add_flag("--envelope", chosen->envelope,
                      "Deliver SNS' JSON around each message instead of the message as it is");
    command->callback([chosen, &context] {
        context.run = [chosen, &context] {
            subscribe_queue(context.load(), *chosen);
            return 0;
        };
    });
}

void add_send(CLI::App& to, command_context& context) {
    const auto chosen = std::make_shared<send_options>();
    auto* command = to.add_subcommand("send", "Send messages and print their ids");
    command->add_option("--queue", chosen->queue, about_queue);
    command->add_option("--topic", chosen->topic, about_topic);
    command->add_option("--attribute", chosen->attributes, "An attribute of each message")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    command->add_option("TEXT", chosen->texts, "A message each")->required();
    command->callback([chosen, &context] {
        context.run = [chosen, &context] {
            send_messages(context.load(), *chosen);
            return 0;
        };
    });
}

void add_receive(CLI::App& to, command_context& context) {
    const auto chosen = std::make_shared<receive_command_options>();
    auto* command =
        to.add_subcommand("receive", "Print messages, a line each, and delete them from the queue");
    command->add_option("--queue", chosen->queue, about_queue)->required();
    command->add_option("--max", chosen->messages_max, "At most so many messages")
        ->check(CLI::Range(std::size_t{1}, messages_max))
        ->capture_default_str();
    command->add_option("--wait", chosen->wait_seconds, "Seconds to wait for messages")
        ->check(CLI::Range(std::int64_t{0}, wait_seconds_max))
        ->capture_default_str();
    command->add_flag("--keep", chosen->keep,
                      "Leave them in the queue, hidden for its visibility timeout");
    command->add_flag("--json", chosen->json, "Print ids, counts and attributes, too");
    command->callback([chosen, &context] {
        context.run = [chosen, &context] {
            receive_messages(context.load(), *chosen);
            return 0;
        };
    });
}

} // namespace

void add_aws_commands(CLI::App& to, command_context& context) {
    auto* aws = to.add_subcommand("aws", about_aws);
    aws->require_subcommand(1);
    add_create_queue(*aws, context);
    add_create_topic(*aws, context);
    add_subscribe(*aws, context);
    add_send(*aws, context);
    add_receive(*aws, context);
}

} // namespace app
