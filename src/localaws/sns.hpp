#pragma once

#include "aws_wire/sns_publish.hpp"
#include "aws_wire/sns_subscriptions.hpp"
#include "aws_wire/sns_topics.hpp"
#include "localaws/sqs.hpp"
#include "localaws/types.hpp"

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace localaws {

namespace sns_wire = aws_wire::sns;

struct topic;

struct subscription {
    std::string arn;
    localaws::topic* topic;
    std::string owner;
    std::string protocol;
    std::string endpoint;
    bool raw = false;
    std::optional<std::string> dead_letter_arn; ///< of its RedrivePolicy
    aws_wire::string_map attributes;
};

struct topic {
    std::string arn;
    std::string owner;
    aws_wire::string_map attributes;
    aws_wire::string_map tags;
    std::list<subscription> subscriptions;
    std::size_t deleted_subscriptions = 0;
};

/// SNS as a state machine. What is published goes into the queues of `queues` within the same
/// command; whoever runs a command settles them after it. Not thread-safe.
class sns {
public:
    sns(limits bounds, id_source ids, sqs& queues)
        : limits_{bounds}
        , ids_{std::move(ids)}
        , queues_{queues} {}

    outcome<sns_wire::create_topic_input>
    execute(const scope& in, const sns_wire::create_topic_input& command, instant now);
    outcome<sns_wire::delete_topic_input>
    execute(const scope& in, const sns_wire::delete_topic_input& command, instant now);
    outcome<sns_wire::list_topics_input>
    execute(const scope& in, const sns_wire::list_topics_input& command, instant now);
    outcome<sns_wire::get_topic_attributes_input>
    execute(const scope& in, const sns_wire::get_topic_attributes_input& command, instant now);
    outcome<sns_wire::set_topic_attributes_input>
    execute(const scope& in, const sns_wire::set_topic_attributes_input& command, instant now);
    outcome<sns_wire::tag_resource_input>
    execute(const scope& in, const sns_wire::tag_resource_input& command, instant now);
    outcome<sns_wire::untag_resource_input>
    execute(const scope& in, const sns_wire::untag_resource_input& command, instant now);
    outcome<sns_wire::list_tags_for_resource_input>
    execute(const scope& in, const sns_wire::list_tags_for_resource_input& command, instant now);
    outcome<sns_wire::subscribe_input>
    execute(const scope& in, const sns_wire::subscribe_input& command, instant now);
    outcome<sns_wire::unsubscribe_input>
    execute(const scope& in, const sns_wire::unsubscribe_input& command, instant now);
    outcome<sns_wire::list_subscriptions_input>
    execute(const scope& in, const sns_wire::list_subscriptions_input& command, instant now);
    outcome<sns_wire::list_subscriptions_by_topic_input>
    execute(const scope& in, const sns_wire::list_subscriptions_by_topic_input& command,
            instant now);
    outcome<sns_wire::get_subscription_attributes_input>
    execute(const scope& in, const sns_wire::get_subscription_attributes_input& command,
            instant now);
    outcome<sns_wire::set_subscription_attributes_input>
    execute(const scope& in, const sns_wire::set_subscription_attributes_input& command,
            instant now);
    outcome<sns_wire::publish_input> execute(const scope& in,
                                             const sns_wire::publish_input& command, instant now);
    outcome<sns_wire::publish_batch_input>
    execute(const scope& in, const sns_wire::publish_batch_input& command, instant now);

    std::uint64_t changes() const { return changes_; }
    std::size_t topic_count() const { return topics_.size(); }
    std::size_t subscription_count() const { return by_arn_.size(); }

private:
    std::expected<topic*, aws_wire::error> resolve(const std::string& topic_arn);
    std::expected<subscription*, aws_wire::error> resolve_subscription(const std::string& arn);
    std::expected<void, aws_wire::error> set_attribute(subscription& of, const std::string& name,
                                                       const std::string& value) const;
    std::optional<aws_wire::error> refusal_of(const sns_wire::message_to_publish& what) const;
    std::expected<sns_wire::published_message, aws_wire::error>
    publish(const scope& in, topic& to, const sns_wire::message_to_publish& what, instant now);

    limits limits_;
    id_source ids_;
    sqs& queues_;
    std::uint64_t changes_ = 0;
    std::map<std::string, std::unique_ptr<topic>, std::less<>> topics_;
    std::map<std::string, std::list<subscription>::iterator, std::less<>> by_arn_;
};

} // namespace localaws
