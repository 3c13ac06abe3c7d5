#include "json/text.hpp"
#include "localaws/sqs.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

// The commands that put messages into queues and take them out for good.
namespace localaws {
namespace {

using aws_wire::error_code;
using aws_wire::make_error;

constexpr std::int64_t delay_seconds_max = 900;
constexpr std::int64_t visibility_seconds_max = 43'200;
constexpr std::size_t batch_id_bytes_max = 80;

constexpr std::string_view allowed_characters =
    "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | "
    "#xE000 to #xFFFD | #x10000 to "
    "#x10FFFF.";

aws_wire::error invalid(std::string text) {
    return {error_code::invalid_parameter_value, std::move(text)};
}

bool valid_batch_id(std::string_view id) {
    return !id.empty() && id.size() <= batch_id_bytes_max && std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
}

std::optional<aws_wire::error> refusal_of_system_attributes(const aws_wire::attribute_map& given) {
    for (const auto& [name, value] : given) {
        if (name != "AWSTraceHeader") {
            return invalid(fmt::format("Message system attribute name '{}' is invalid.", name));
        }
        if (value.data_type != "String" || !value.string_value) {
            return invalid(
                fmt::format("The message system attribute '{}' must be of type String.", name));
        }
    }
    return std::nullopt;
}

aws_wire::error strange_handle(std::string_view handle) {
    return {error_code::receipt_handle_is_invalid,
            fmt::format("The input receipt handle \"{}\" is not a valid receipt handle.", handle)};
}

} // namespace

std::optional<aws_wire::error> refusal_of_batch_ids(std::span<const std::string_view> ids,
                                                    std::string_view entry_kind, std::size_t max) {
    if (ids.empty()) {
        return aws_wire::error{
            error_code::empty_batch_request,
            fmt::format("There should be at least one {} in the request.", entry_kind)};
    }
    if (ids.size() > max) {
        return aws_wire::error{
            error_code::too_many_entries_in_batch_request,
            fmt::format("Maximum number of entries per request are {}. You have sent {}.", max,
                        ids.size())};
    }
    std::set<std::string_view> seen;
    for (const auto id : ids) {
        if (!valid_batch_id(id))
            return make_error(error_code::invalid_batch_entry_id);
        if (!seen.insert(id).second) {
            return aws_wire::error{error_code::batch_entry_ids_not_distinct,
                                   fmt::format("Id {} repeated.", id)};
        }
    }
    return std::nullopt;
}

wire::batch_failure to_failure(std::string id, const aws_wire::error& refusal) {
    const auto& names = aws_wire::names_of(refusal.code);
    return {std::move(id), names.status < 500, std::string{names.query}, refusal.message};
}

std::optional<aws_wire::error> sqs::refusal_of(const queue& to,
                                               const wire::message_to_send& what) const {
    if (what.message_body.empty()) {
        return aws_wire::error{error_code::missing_parameter,
                               "The request must contain the parameter MessageBody."};
    }
    if (!json::valid_utf8(what.message_body) || !aws_wire::valid_message_text(what.message_body)) {
        return aws_wire::error{error_code::invalid_message_contents,
                               std::string{allowed_characters}};
    }
    if (const auto seconds = what.delay_seconds;
        seconds && (*seconds < 0 || *seconds > delay_seconds_max)) {
        return invalid(fmt::format("Value {} for parameter DelaySeconds is invalid. Reason: "
                                   "DelaySeconds must be >= 0 and <= {}.",
                                   *seconds, delay_seconds_max));
    }
    if (auto why = aws_wire::refusal_of(what.message_attributes))
        return invalid(std::move(*why));
    if (auto why = refusal_of_system_attributes(what.message_system_attributes))
        return why;
    if (what.message_deduplication_id) {
        return invalid(fmt::format(
            "Value {} for parameter MessageDeduplicationId is invalid. Reason: The request include "
            "parameter that is not valid for this queue type.",
            *what.message_deduplication_id));
    }
    if (what.message_body.size() + aws_wire::size_bytes(what.message_attributes) >
        to.attributes.message_bytes_max) {
        return invalid(fmt::format(
            "One or more parameters are invalid. Reason: Message must be shorter than {} bytes.",
            to.attributes.message_bytes_max));
    }
    return std::nullopt;
}

std::expected<wire::sent_message, aws_wire::error>
sqs::send(const scope& in, queue& to, const wire::message_to_send& what, instant now) {
    if (auto refusal = refusal_of(to, what))
        return std::unexpected{std::move(*refusal)};
    const auto held = content::make(what.message_body, what.message_attributes);
    held->group_id = what.message_group_id;
    if (const auto trace = what.message_system_attributes.find("AWSTraceHeader");
        trace != what.message_system_attributes.end()) {
        held->trace_header = *trace->second.string_value;
    }
    auto added = std::make_unique<message>();
    added->id = ids_.uuid();
    added->sender = in.sender;
    added->sent_at = now;
    added->content = held;
    wire::sent_message out{added->id, held->md5_of_body, held->md5_of_attributes,
                           aws_wire::md5_of_attributes(what.message_system_attributes), ""};
    const auto delay =
        what.delay_seconds ? std::chrono::seconds{*what.delay_seconds} : to.attributes.delay;
    to.add(std::move(added), now, now + delay);
    ++changes_;
    touch(to);
    return out;
}

bool sqs::deliver(const std::string& queue_arn, std::shared_ptr<const content> what,
                  const std::string& sender, instant now) {
    const auto found = queues_.find(queue_arn);
    if (found == queues_.end())
        return false;
    auto& to = *found->second;
    auto added = std::make_unique<message>();
    added->id = ids_.uuid();
    added->sender = sender;
    added->sent_at = now;
    added->content = std::move(what);
    to.add(std::move(added), now, now + to.attributes.delay);
    ++changes_;
    touch(to);
    return true;
}

outcome<wire::send_message_input>
sqs::execute(const scope& in, const wire::send_message_input& command, instant now) {
    const auto found = resolve(in, command.queue_url);
    if (!found)
        return std::unexpected{found.error()};
    auto sent = send(in, **found, command, now);
    if (!sent)
        return std::unexpected{std::move(sent.error())};
    return wire::send_message_output{std::move(*sent)};
}

outcome<wire::send_message_batch_input>
sqs::execute(const scope& in, const wire::send_message_batch_input& command, instant now) {
    const auto found = resolve(in, command.queue_url);
    if (!found)
        return std::unexpected{found.error()};
    if (auto refusal = refusal_of_batch(command.entries, "SendMessageBatchRequestEntry",
                                        limits_.batch_entries_max)) {
        return std::unexpected{std::move(*refusal)};
    }
    std::size_t bytes = 0;
    for (const auto& entry : command.entries)
        bytes += entry.message_body.size() + aws_wire::size_bytes(entry.message_attributes);
    if (bytes > limits_.message_bytes_max) {
        return refuse(
            error_code::batch_request_too_long,
            fmt::format("Batch requests cannot be longer than {} bytes. You have sent {} bytes.",
                        limits_.message_bytes_max, bytes));
    }
    wire::send_message_batch_output out;
    for (const auto& entry : command.entries) {
        auto sent = send(in, **found, entry, now);
        if (sent)
            out.successful.push_back({{std::move(*sent)}, entry.id});
        else
            out.failed.push_back(to_failure(entry.id, sent.error()));
    }
    return out;
}

std::optional<aws_wire::error> sqs::remove(queue& from, const std::string& receipt_handle) {
    if (receipt_handle.empty()) {
        return aws_wire::error{error_code::missing_parameter,
                               "The request must contain the parameter ReceiptHandle."};
    }
    const auto found = from.find(receipt_handle);
    if (!found)
        return strange_handle(receipt_handle);
    if (*found) { // an older handle of a standard queue deletes too, and a message that is gone is
                  // deleted
        from.take_out(**found);
        ++changes_;
        touch(from);
    }
    return std::nullopt;
}

outcome<wire::delete_message_input>
sqs::execute(const scope& in, const wire::delete_message_input& command, instant) {
    const auto found = resolve(in, command.queue_url);
    if (!found)
        return std::unexpected{found.error()};
    if (auto refusal = remove(**found, command.receipt_handle))
        return std::unexpected{std::move(*refusal)};
    return wire::empty_output{};
}

outcome<wire::delete_message_batch_input>
sqs::execute(const scope& in, const wire::delete_message_batch_input& command, instant) {
    const auto found = resolve(in, command.queue_url);
    if (!found)
        return std::unexpected{found.error()};
    if (auto refusal = refusal_of_batch(command.entries, "DeleteMessageBatchRequestEntry",
                                        limits_.batch_entries_max)) {
        return std::unexpected{std::move(*refusal)};
    }
    wire::delete_message_batch_output out;
    for (const auto& entry : command.entries) {
        const auto refusal = remove(**found, entry.receipt_handle);
        if (refusal)
            out.failed.push_back(to_failure(entry.id, *refusal));
        else
            out.successful.push_back({entry.id});
    }
    return out;
}

std::optional<aws_wire::error> sqs::change_visibility(queue& in, const std::string& receipt_handle,
                                                      std::optional<std::int64_t> timeout,
                                                      instant now) {
    if (!timeout)
        return aws_wire::error{error_code::missing_parameter,
                               "The request must contain the parameter VisibilityTimeout."};
    if (*timeout < 0 || *timeout > visibility_seconds_max) {
        return invalid(fmt::format("Value {} for parameter VisibilityTimeout is invalid. Reason: "
                                   "VisibilityTimeout must be an "
                                   "integer between 0 and {}.",
                                   *timeout, visibility_seconds_max));
    }
    in.advance(now);
    const auto found = in.find(receipt_handle);
    if (!found)
        return strange_handle(receipt_handle);
    if (!*found) {
        return invalid(fmt::format("Value {} for parameter ReceiptHandle is invalid. Reason: "
                                   "Message does not exist or is not "
                                   "available for visibility timeout change.",
                                   receipt_handle));
    }
    auto& message = **found;
    if (message.where != message::place::in_flight) {
        return aws_wire::error{error_code::message_not_inflight,
                               "The specified message isn't in flight."};
    }
    const auto due_at = now + std::chrono::seconds{*timeout};
    if (due_at > message.received_at + std::chrono::seconds{visibility_seconds_max}) {
        return invalid(fmt::format("Value {} for parameter VisibilityTimeout is invalid. Reason: "
                                   "Total VisibilityTimeout for the "
                                   "message is beyond the limit [{} seconds].",
                                   *timeout, visibility_seconds_max));
    }
    in.reschedule(message, now, due_at);
    ++changes_;
    touch(in);
    return std::nullopt;
}

outcome<wire::change_message_visibility_input>
sqs::execute(const scope& in, const wire::change_message_visibility_input& command, instant now) {
    const auto found = resolve(in, command.queue_url);
    if (!found)
        return std::unexpected{found.error()};
    auto refusal =
        change_visibility(**found, command.receipt_handle, command.visibility_timeout, now);
    if (refusal)
        return std::unexpected{std::move(*refusal)};
    return wire::empty_output{};
}

outcome<wire::change_message_visibility_batch_input>
sqs::execute(const scope& in, const wire::change_message_visibility_batch_input& command,
             instant now) {
    const auto found = resolve(in, command.queue_url);
    if (!found)
        return std::unexpected{found.error()};
    if (auto refusal = refusal_of_batch(command.entries, "ChangeMessageVisibilityBatchRequestEntry",
                                        limits_.batch_entries_max)) {
        return std::unexpected{std::move(*refusal)};
    }
    wire::change_message_visibility_batch_output out;
    for (const auto& entry : command.entries) {
        const auto refusal =
            change_visibility(**found, entry.receipt_handle, entry.visibility_timeout, now);
        if (refusal)
            out.failed.push_back(to_failure(entry.id, *refusal));
        else
            out.successful.push_back({entry.id});
    }
    return out;
}

} // namespace localaws
