#include "aws_wire/json_codec.hpp"
#include "aws_wire/notification.hpp"
#include "aws_wire/query_codec.hpp"
#include "json/text.hpp"
#include "localaws/sns.hpp"

#include <fmt/format.h>

// Publishing: from a topic into the queues that subscribe to it.
namespace localaws {
namespace {

using aws_wire::error_code;

constexpr std::size_t subject_characters_max = 100;

aws_wire::error invalid(std::string_view what) {
    return {error_code::invalid_parameter, fmt::format("Invalid parameter: {}", what)};
}

/// The text for queues: with MessageStructure "json" what stands under "sqs", else under "default".
std::optional<std::string> text_for_queues(const sns_wire::message_to_publish& what) {
    if (what.message_structure != "json")
        return what.message;
    const auto value = aws_wire::parse_json(what.message);
    const auto* object = value ? value->if_object() : nullptr;
    if (!object)
        return std::nullopt;
    const auto* common = object->if_contains("default");
    if (!common || !common->is_string())
        return std::nullopt;
    const auto* own = object->if_contains("sqs");
    const auto& text = (own && own->is_string() ? *own : *common).get_string();
    return std::string{text.data(), text.size()};
}

/// Renders one message for many subscriptions: raw content is made once, envelopes differ in their
/// unsubscribe link only.
class renderer {
public:
    renderer(const scope& in, std::string text, const sns_wire::message_to_publish& what,
             aws_wire::notification envelope)
        : unsubscribe_base_{fmt::format("{}/?Action=Unsubscribe&SubscriptionArn=", in.url_base)}
        , text_{std::move(text)}
        , what_{what}
        , envelope_{std::move(envelope)} {}

    std::shared_ptr<const content> for_subscription(const subscription& to) {
        if (to.raw) {
            if (!raw_)
                raw_ = content::make(text_, what_.message_attributes);
            return raw_;
        }
        if (before_.empty())
            split_envelope();
        std::string body;
        body.reserve(before_.size() + to.arn.size() + after_.size());
        body.append(before_).append(to.arn).append(after_);
        return content::make(std::move(body), {});
    }

private:
    void split_envelope() {
        constexpr std::string_view mark = "@subscription@";
        envelope_.message = text_;
        envelope_.subject = what_.subject;
        envelope_.attributes = what_.message_attributes;
        envelope_.unsubscribe_url = unsubscribe_base_ + std::string{mark};
        const auto whole = envelope_.to_json();
        // Attributes come behind the link, and they and the message may hold anything: look for the
        // link's own line.
        std::string link = "\n  \"UnsubscribeURL\" : ";
        aws_wire::append_json_string(link, envelope_.unsubscribe_url);
        const auto at = whole.find(link) + link.size() - 1 - mark.size();
        before_ = whole.substr(0, at);
        after_ = whole.substr(at + mark.size());
    }

    std::string unsubscribe_base_;
    std::string text_;
    const sns_wire::message_to_publish& what_;
    aws_wire::notification envelope_;
    std::shared_ptr<const content> raw_;
    std::string before_;
    std::string after_;
};

std::size_t size_of(const sns_wire::message_to_publish& what) {
    return what.message.size() + aws_wire::size_bytes(what.message_attributes);
}

} // namespace

std::optional<aws_wire::error> sns::refusal_of(const sns_wire::message_to_publish& what) const {
    if (what.message.empty())
        return invalid("Empty message");
    if (!json::valid_utf8(what.message))
        return invalid("Message: not UTF-8");
    if (size_of(what) > limits_.sns_message_bytes_max)
        return invalid("Message too long");
    if (what.subject &&
        (what.subject->empty() || json::count_code_points(*what.subject) > subject_characters_max ||
         what.subject->find_first_of("\r\n") != std::string::npos)) {
        return invalid("Subject");
    }
    if (auto why = aws_wire::refusal_of(what.message_attributes)) {
        return aws_wire::error{error_code::parameter_value_invalid, std::move(*why)};
    }
    if (what.message_structure && what.message_structure != "json")
        return invalid("MessageStructure");
    if (!text_for_queues(what))
        return invalid("Message Structure - No default entry in JSON message body");
    if (what.message_deduplication_id) {
        return invalid("MessageDeduplicationId Reason: The request includes MessageDeduplicationId "
                       "parameter that is not valid "
                       "for this topic type");
    }
    return std::nullopt;
}

std::expected<sns_wire::published_message, aws_wire::error>
sns::publish(const scope& in, topic& to, const sns_wire::message_to_publish& what, instant now) {
    if (auto refusal = refusal_of(what))
        return std::unexpected{std::move(*refusal)};
    aws_wire::notification envelope;
    envelope.message_id = ids_.uuid();
    envelope.topic_arn = to.arn;
    envelope.timestamp = aws_wire::to_sns_time(now);
    const auto id = envelope.message_id;
    renderer render{in, *text_for_queues(what), what, std::move(envelope)};
    for (const auto& each : to.subscriptions) {
        auto made = render.for_subscription(each);
        if (queues_.deliver(each.endpoint, made, "AIDAISMY7JYY5F7RTT6AO", now))
            continue; // SNS' own SenderId
        if (each.dead_letter_arn)
            queues_.deliver(*each.dead_letter_arn, std::move(made), "AIDAISMY7JYY5F7RTT6AO", now);
    }
    return sns_wire::published_message{id, ""};
}

outcome<sns_wire::publish_input> sns::execute(const scope& in,
                                              const sns_wire::publish_input& command, instant now) {
    const auto& arn = command.topic_arn.empty() ? command.target_arn : command.topic_arn;
    if (arn.empty() && !command.phone_number.empty())
        return std::unexpected{invalid("PhoneNumber: SMS is not served here yet")};
    if (arn.empty())
        return std::unexpected{
            invalid("TopicArn or TargetArn Reason: no value for required parameter")};
    const auto found = resolve(arn);
    if (!found)
        return std::unexpected{found.error()};
    auto published = publish(in, **found, command, now);
    if (!published)
        return std::unexpected{std::move(published.error())};
    return sns_wire::publish_output{std::move(*published)};
}

outcome<sns_wire::publish_batch_input>
sns::execute(const scope& in, const sns_wire::publish_batch_input& command, instant now) {
    const auto found = resolve(command.topic_arn);
    if (!found)
        return std::unexpected{found.error()};
    if (auto refusal = refusal_of_batch(command.entries, "PublishBatchRequestEntry",
                                        limits_.batch_entries_max)) {
        if (refusal->code == error_code::batch_entry_ids_not_distinct) {
            refusal->message = "Two or more batch entries in the request have the same Id.";
        }
        return std::unexpected{std::move(*refusal)};
    }
    std::size_t bytes = 0;
    for (const auto& entry : command.entries)
        bytes += size_of(entry);
    if (bytes > limits_.sns_message_bytes_max) {
        return refuse(error_code::batch_request_too_long,
                      "The length of all the messages put together is more than the limit.");
    }
    sns_wire::publish_batch_output out;
    for (const auto& entry : command.entries) {
        auto published = publish(in, **found, entry, now);
        if (published) {
            out.successful.push_back({{std::move(*published)}, entry.id});
            continue;
        }
        const auto& names = aws_wire::names_of(published.error().code);
        out.failed.push_back({entry.id, std::string{names.sns}, published.error().message, true});
    }
    return out;
}

} // namespace localaws
