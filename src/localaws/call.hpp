#pragma once

#include "aws_wire/answers.hpp"
#include "aws_wire/json_codec.hpp"
#include "aws_wire/query_codec.hpp"
#include "aws_wire/sigv4.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "localaws/types.hpp"

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace localaws {

/// Who may call.
struct access_settings {
    std::string default_region = "us-east-1";
    std::string default_account = "000000000000";
    /// Signatures are checked, against these secrets by access key, when there are any.
    std::map<std::string, std::string, std::less<>> secrets;
};

enum class protocol : bool { json, query };

/// One request of either protocol, its parameters not yet read.
struct call {
    localaws::protocol protocol = protocol::query;
    std::optional<aws_wire::service> service; ///< nothing: the action tells
    std::string action;
    scope who;
    std::string request_id;
    aws_wire::form parameters;   ///< query protocol
    boost::json::value document; ///< JSON protocol

    /// Reads what the protocol, the credentials and the path tell into `out`; of a call that is
    /// refused as much as is needed to answer it.
    static std::expected<void, aws_wire::error>
    read(const http::request& from, const access_settings& access, instant now, call& out);
};

/// The parameters of a call as a request's shape.
template <aws_wire::shape Input>
std::expected<Input, aws_wire::error> decode(const call& from, aws_wire::service of) {
    if (from.protocol == protocol::json)
        return aws_wire::from_json<Input>(from.document);
    return aws_wire::from_form<Input>(from.parameters, aws_wire::style_of(of));
}

http::response error_answer(const call& to, aws_wire::service of, const aws_wire::error& refusal);
http::response body_answer(const call& to, std::string body);

template <class Input>
http::response answer(const call& to, aws_wire::service of, const outcome<Input>& result) {
    if (!result)
        return error_answer(to, of, result.error());
    if (to.protocol == protocol::query)
        return body_answer(to, aws_wire::xml_answer<Input>(of, *result, to.request_id));
    if constexpr (requires { Input::output::says_nothing; })
        return body_answer(to, "");
    else
        return body_answer(to, aws_wire::to_json(*result));
}

} // namespace localaws
