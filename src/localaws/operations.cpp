#include "localaws/operations.hpp"

#include "aws_wire/sts.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace localaws {
namespace {

using aws_wire::service;

template <class Input>
http::response run_sqs(core& on, const call& what, instant now) {
    const auto input = decode<Input>(what, service::sqs);
    if (!input)
        return error_answer(what, service::sqs, input.error());
    return answer<Input>(what, service::sqs, on.queues().execute(what.who, *input, now));
}

template <class Input>
http::response run_sns(core& on, const call& what, instant now) {
    const auto input = decode<Input>(what, service::sns);
    if (!input)
        return error_answer(what, service::sns, input.error());
    return answer<Input>(what, service::sns, on.topics().execute(what.who, *input, now));
}

http::response get_caller_identity(core&, const call& what, instant) {
    const aws_wire::sts::get_caller_identity_output identity{
        fmt::format("arn:aws:iam::{}:root", what.who.account), what.who.sender, what.who.account};
    return answer<aws_wire::sts::get_caller_identity_input>(what, service::sts, identity);
}

template <class Input>
constexpr operation sqs_operation() {
    return {service::sqs, Input::action, &run_sqs<Input>};
}

template <class Input>
constexpr operation sns_operation() {
    return {service::sns, Input::action, &run_sns<Input>};
}

constexpr std::array table{
    sqs_operation<wire::send_message_input>(),
    sqs_operation<wire::send_message_batch_input>(),
    operation{service::sqs, wire::receive_message_input::action, nullptr},
    sqs_operation<wire::delete_message_input>(),
    sqs_operation<wire::delete_message_batch_input>(),
    sqs_operation<wire::change_message_visibility_input>(),
    sqs_operation<wire::change_message_visibility_batch_input>(),
    sqs_operation<wire::create_queue_input>(),
    sqs_operation<wire::get_queue_url_input>(),
    sqs_operation<wire::get_queue_attributes_input>(),
    sqs_operation<wire::set_queue_attributes_input>(),
    sqs_operation<wire::list_queues_input>(),
    sqs_operation<wire::list_dead_letter_source_queues_input>(),
    sqs_operation<wire::delete_queue_input>(),
    sqs_operation<wire::purge_queue_input>(),
    sqs_operation<wire::list_queue_tags_input>(),
    sqs_operation<wire::tag_queue_input>(),
    sqs_operation<wire::untag_queue_input>(),
    sns_operation<sns_wire::publish_input>(),
    sns_operation<sns_wire::publish_batch_input>(),
    sns_operation<sns_wire::create_topic_input>(),
    sns_operation<sns_wire::delete_topic_input>(),
    sns_operation<sns_wire::list_topics_input>(),
    sns_operation<sns_wire::get_topic_attributes_input>(),
    sns_operation<sns_wire::set_topic_attributes_input>(),
    sns_operation<sns_wire::tag_resource_input>(),
    sns_operation<sns_wire::untag_resource_input>(),
    sns_operation<sns_wire::list_tags_for_resource_input>(),
    sns_operation<sns_wire::subscribe_input>(),
    sns_operation<sns_wire::unsubscribe_input>(),
    sns_operation<sns_wire::list_subscriptions_input>(),
    sns_operation<sns_wire::list_subscriptions_by_topic_input>(),
    sns_operation<sns_wire::get_subscription_attributes_input>(),
    sns_operation<sns_wire::set_subscription_attributes_input>(),
    operation{service::sts, aws_wire::sts::get_caller_identity_input::action, &get_caller_identity},
};

} // namespace

std::span<const operation> operations() {
    return table;
}

const operation* find_operation(const call& what) {
    const auto* found = std::ranges::find_if(table, [&](const operation& each) {
        return each.action == what.action && (!what.service || each.service == *what.service);
    });
    return found == table.end() ? nullptr : found;
}

} // namespace localaws
