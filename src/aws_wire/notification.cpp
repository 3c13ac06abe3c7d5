#include "aws_wire/notification.hpp"

#include "aws_wire/json_codec.hpp"
#include "base/encoding.hpp"

#include <fmt/format.h>

namespace aws_wire {
namespace {

std::string text_of(const boost::json::object& from, std::string_view key) {
    const auto* found = from.if_contains(key);
    if (!found || !found->is_string())
        return {};
    return {found->get_string().data(), found->get_string().size()};
}

attribute_map attributes_of(const boost::json::object& from) {
    attribute_map out;
    const auto* found = from.if_contains("MessageAttributes");
    const auto* attributes = found ? found->if_object() : nullptr;
    if (!attributes)
        return out;
    for (const auto& each : *attributes) {
        const auto* object = each.value().if_object();
        if (!object)
            continue;
        attribute_value value;
        value.data_type = text_of(*object, "Type");
        auto text = text_of(*object, "Value");
        if (value.data_type.starts_with("Binary"))
            value.binary_value = base::from_base64(text);
        else
            value.string_value = std::move(text);
        out.emplace(std::string{each.key()}, std::move(value));
    }
    return out;
}

void append_line(std::string& out, std::string_view key, std::string_view value) {
    out += out.empty() ? "{\n  \"" : ",\n  \"";
    out += key;
    out += "\" : ";
    append_json_string(out, value);
}

void append_attributes(std::string& out, const attribute_map& attributes) {
    out += ",\n  \"MessageAttributes\" : {";
    std::string_view before = "\n    ";
    for (const auto& [name, value] : attributes) {
        out += before;
        before = ",\n    ";
        append_json_string(out, name);
        out += " : {\"Type\":";
        append_json_string(out, value.data_type);
        out += ",\"Value\":";
        append_json_string(out, value.binary_value ? base::to_base64(*value.binary_value)
                                                   : value.string_value.value_or(""));
        out += '}';
    }
    out += "\n  }";
}

} // namespace

std::string to_sns_time(base::instant at) {
    const auto ms = std::chrono::floor<std::chrono::milliseconds>(at);
    const auto day = std::chrono::floor<std::chrono::days>(ms);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{ms - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count(),
                       time.subseconds().count());
}

std::string notification::to_json() const {
    std::string out;
    append_line(out, "Type", "Notification");
    append_line(out, "MessageId", message_id);
    append_line(out, "TopicArn", topic_arn);
    if (subject)
        append_line(out, "Subject", *subject);
    append_line(out, "Message", message);
    append_line(out, "Timestamp", timestamp);
    append_line(out, "SignatureVersion", signature_version);
    append_line(out, "Signature", signature);
    append_line(out, "SigningCertURL", signing_certificate_url);
    append_line(out, "UnsubscribeURL", unsubscribe_url);
    if (!attributes.empty())
        append_attributes(out, attributes);
    out += "\n}";
    return out;
}

std::optional<notification> notification::parse(std::string_view text) {
    const auto value = parse_json(text);
    const auto* object = value ? value->if_object() : nullptr;
    if (!object || text_of(*object, "Type") != "Notification" || !object->contains("TopicArn"))
        return std::nullopt;
    notification out;
    out.message_id = text_of(*object, "MessageId");
    out.topic_arn = text_of(*object, "TopicArn");
    if (object->contains("Subject"))
        out.subject = text_of(*object, "Subject");
    out.message = text_of(*object, "Message");
    out.timestamp = text_of(*object, "Timestamp");
    out.signature_version = text_of(*object, "SignatureVersion");
    out.signature = text_of(*object, "Signature");
    out.signing_certificate_url = text_of(*object, "SigningCertURL");
    out.unsubscribe_url = text_of(*object, "UnsubscribeURL");
    out.attributes = attributes_of(*object);
    return out;
}

} // namespace aws_wire
