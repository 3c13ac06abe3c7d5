#include "aws_wire/answers.hpp"

#include "aws_wire/json_codec.hpp"
#include "aws_wire/sns_topics.hpp"
#include "aws_wire/sqs_queues.hpp"
#include "aws_wire/sts.hpp"

#include <fmt/format.h>

namespace aws_wire {
namespace {

std::string_view fault_of(const error& refusal) {
    return names_of(refusal.code).status >= 500 ? "Receiver" : "Sender";
}

/// The query protocol words one refusal otherwise than the JSON protocol.
std::string_view query_text(service of, const error& refusal) {
    if (of == service::sqs && refusal.code == error_code::queue_does_not_exist) {
        return "The specified queue does not exist for this wsdl version.";
    }
    return refusal.message;
}

std::string text_of(const boost::json::value& value, std::string_view key) {
    const auto* object = value.if_object();
    const auto* found = object ? object->if_contains(key) : nullptr;
    if (!found || !found->is_string())
        return {};
    return {found->get_string().data(), found->get_string().size()};
}

} // namespace

std::string_view xml_namespace(service of) {
    switch (of) {
    case service::sqs:
        return sqs::xml_namespace;
    case service::sns:
        return sns::xml_namespace;
    case service::sts:
        return sts::xml_namespace;
    }
    return {};
}

query_style style_of(service of) {
    return of == service::sqs ? query_style::flattened : query_style::wrapped;
}

namespace detail {

void begin_xml_answer(std::string& out, std::string_view action, service of) {
    if (of == service::sqs)
        out.append("<?xml version=\"1.0\"?>");
    out.append(fmt::format("<{}Response xmlns=\"{}\">", action, xml_namespace(of)));
}

void end_xml_answer(std::string& out, std::string_view action, std::string_view request_id) {
    out.append(
        fmt::format("<ResponseMetadata><RequestId>{}</RequestId></ResponseMetadata></{}Response>",
                    request_id, action));
}

} // namespace detail

json_error_answer json_error(const error& refusal) {
    const auto& names = names_of(refusal.code);
    const bool whole = names.json.find('#') != std::string_view::npos;
    std::string body = "{\"__type\":";
    append_json_string(body, whole ? std::string{names.json}
                                   : fmt::format("com.amazonaws.sqs#{}", names.json));
    body.append(",\"message\":");
    append_json_string(body, refusal.message);
    body.push_back('}');
    return {names.status, fmt::format("{};{}", names.query, fault_of(refusal)), std::move(body)};
}

xml_error_answer xml_error(service of, const error& refusal, std::string_view request_id) {
    const auto& names = names_of(refusal.code);
    std::string body;
    if (of == service::sqs)
        body.append("<?xml version=\"1.0\"?>");
    body.append(fmt::format(
        "<ErrorResponse xmlns=\"{}\"><Error><Type>{}</Type><Code>{}</Code><Message>",
        xml_namespace(of), fault_of(refusal), of == service::sns ? names.sns : names.query));
    append_xml_text(body, query_text(of, refusal));
    body.append(of == service::sqs ? "</Message><Detail/></Error>" : "</Message></Error>");
    body.append(fmt::format("<RequestId>{}</RequestId></ErrorResponse>", request_id));
    return {names.status, std::move(body)};
}

error parse_json_error(std::string_view body, std::string_view query_error) {
    const auto value = parse_json(body);
    if (!value)
        return {parse_error_code(query_error), "The answer is not JSON."};
    auto text = text_of(*value, "message");
    if (text.empty())
        text = text_of(*value, "Message");
    const auto type = text_of(*value, "__type");
    return {parse_error_code(query_error.empty() ? std::string_view{type} : query_error),
            std::move(text)};
}

} // namespace aws_wire
