#pragma once

#include "aws_wire/errors.hpp"
#include "aws_wire/shape.hpp"
#include "aws_wire/xml_codec.hpp"

#include <string>
#include <string_view>
#include <type_traits>

// The envelopes that answers travel in.
namespace aws_wire {

inline constexpr std::string_view json_content_type = "application/x-amz-json-1.0";
inline constexpr std::string_view form_content_type =
    "application/x-www-form-urlencoded; charset=utf-8";
inline constexpr std::string_view xml_content_type = "text/xml";

std::string_view xml_namespace(service of);
query_style style_of(service of);

namespace detail {
void begin_xml_answer(std::string& out, std::string_view action, service of);
void end_xml_answer(std::string& out, std::string_view action, std::string_view request_id);
} // namespace detail

/// <ACTIONResponse><ACTIONResult>...</ACTIONResult><ResponseMetadata>...; without the result for
/// actions that have none.
template <shape Request>
std::string xml_answer(service of, const typename Request::output& output,
                       std::string_view request_id) {
    std::string out;
    detail::begin_xml_answer(out, Request::action, of);
    if constexpr (!requires { Request::output::says_nothing; }) {
        xml_writer writer{out, style_of(of)};
        const auto result = std::string{Request::action} + "Result";
        writer.open(result);
        Request::output::describe(output, writer);
        writer.close(result);
    }
    detail::end_xml_answer(out, Request::action, request_id);
    return out;
}

/// What a refusal looks like in SQS' JSON protocol.
struct json_error_answer {
    unsigned status;
    std::string query_error; ///< header x-amzn-query-error
    std::string body;
};
json_error_answer json_error(const error& refusal);

struct xml_error_answer {
    unsigned status;
    std::string body;
};
xml_error_answer xml_error(service of, const error& refusal, std::string_view request_id);

/// The error of a JSON answer, told by x-amzn-query-error if it came, else by __type.
error parse_json_error(std::string_view body, std::string_view query_error);

} // namespace aws_wire
