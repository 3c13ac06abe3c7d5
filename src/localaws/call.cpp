#include "localaws/call.hpp"

#include "aws_wire/arn.hpp"
#include "aws_wire/sns_topics.hpp"
#include "aws_wire/sqs_queues.hpp"
#include "aws_wire/sts.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace localaws {
namespace {

using aws_wire::error_code;
using aws_wire::service;

constexpr std::size_t account_digits = 12;

std::string_view raw_query(std::string_view target) {
    const auto mark = target.find('?');
    return mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
}

std::optional<service> service_named(std::string_view name) {
    if (name == "sqs")
        return service::sqs;
    if (name == "sns")
        return service::sns;
    if (name == "sts")
        return service::sts;
    return std::nullopt;
}

std::optional<service> service_of_version(std::string_view version) {
    if (version == aws_wire::sqs::version || version == "2011-10-01" || version == "2009-02-01")
        return service::sqs;
    if (version == aws_wire::sns::version)
        return service::sns;
    if (version == aws_wire::sts::version)
        return service::sts;
    return std::nullopt;
}

bool is_account(std::string_view text) {
    return text.size() == account_digits &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

aws_wire::signable_request signable(const http::request& from) {
    aws_wire::signable_request out;
    out.method = http::to_string(from.method);
    const std::string_view target = from.target;
    out.path = target.substr(0, target.find('?'));
    out.query = raw_query(target);
    for (std::size_t i = 0; i < from.headers.size(); ++i) {
        const auto [name, value] = from.headers.at(i);
        out.headers.emplace_back(name, value);
    }
    out.body = from.body;
    return out;
}

std::expected<void, aws_wire::error> check_signature(const http::request& from,
                                                     const access_settings& access, instant now) {
    const auto secret_of = [&](std::string_view key) -> std::optional<std::string> {
        const auto found = access.secrets.find(key);
        return found == access.secrets.end() ? std::nullopt : std::optional{found->second};
    };
    const auto verified = aws_wire::verify(signable(from), secret_of, now);
    if (!verified)
        return std::unexpected{verified.error()};
    return {};
}

/// From the Authorization header, or from a presigned URL's parameter; nothing for a request
/// without credentials.
std::optional<aws_wire::credential_scope> claimed_scope(const http::request& from,
                                                        const aws_wire::form& parameters) {
    if (const auto header = from.header("authorization")) {
        auto parsed = aws_wire::authorization::parse(*header);
        return parsed ? std::optional{std::move(parsed->scope)} : std::nullopt;
    }
    const auto* presigned = parameters.find("X-Amz-Credential");
    if (!presigned)
        return std::nullopt;
    auto parsed = aws_wire::authorization::parse(
        fmt::format("AWS4-HMAC-SHA256 Credential={}, SignedHeaders=host, Signature=0", *presigned));
    return parsed ? std::optional{std::move(parsed->scope)} : std::nullopt;
}

void read_scope(const http::request& from, const access_settings& access, call& out) {
    out.who.region = access.default_region;
    out.who.account = access.default_account;
    out.who.sender = access.default_account;
    out.who.url_base =
        fmt::format("{}://{}", from.scheme, from.header("host").value_or("localhost"));
    const auto claimed = claimed_scope(from, out.parameters);
    if (!claimed)
        return;
    out.who.region = claimed->region;
    out.who.sender = claimed->access_key_id;
    // As LocalStack does: an access key that looks like an account is one.
    if (is_account(claimed->access_key_id))
        out.who.account = claimed->access_key_id;
    out.service = service_named(claimed->service);
}

std::expected<void, aws_wire::error> read_json_call(const http::request& from, call& out) {
    const auto target = from.header("x-amz-target").value_or("");
    const auto dot = target.find('.');
    if (dot == std::string_view::npos)
        return refuse(error_code::missing_action);
    if (target.substr(0, dot + 1) != aws_wire::sqs::target_prefix) {
        return refuse(error_code::invalid_action,
                      fmt::format("The service of {} is not served here.", target));
    }
    out.service = service::sqs;
    out.action = target.substr(dot + 1);
    auto document = aws_wire::parse_json(from.body);
    if (!document)
        return std::unexpected{std::move(document.error())};
    out.document = std::move(*document);
    return {};
}

std::expected<void, aws_wire::error> read_query_call(call& out) {
    const auto* action = out.parameters.find("Action");
    if (!action || action->empty())
        return refuse(error_code::missing_action);
    out.action = *action;
    const auto* version = out.parameters.find("Version");
    if (!out.service && version)
        out.service = service_of_version(*version);
    return {};
}

/// A request to a queue's own URL need not name the queue again.
void add_queue_of_path(const http::request& from, call& out) {
    if (!aws_wire::parse_queue_url(from.path))
        return;
    if (out.protocol == protocol::query) {
        out.parameters.add("QueueUrl", from.path);
    } else if (auto* object = out.document.if_object()) {
        object->emplace("QueueUrl", from.path);
    }
}

} // namespace

std::expected<void, aws_wire::error>
call::read(const http::request& from, const access_settings& access, instant now, call& out) {
    const auto type = from.header("content-type").value_or("");
    const bool json =
        type.starts_with("application/x-amz-json") || from.header("x-amz-target").has_value();
    out.protocol = json ? protocol::json : protocol::query;
    out.request_id = from.request_id;
    if (!json) {
        auto text = std::string{raw_query(from.target)};
        if (from.method == http::verb::post)
            text += '&' + from.body;
        out.parameters = aws_wire::form::parse(text);
    }
    read_scope(from, access, out);
    if (auto read = json ? read_json_call(from, out) : read_query_call(out); !read)
        return read;
    if (!access.secrets.empty()) {
        if (auto good = check_signature(from, access, now); !good)
            return good;
    }
    add_queue_of_path(from, out);
    return {};
}

http::response error_answer(const call& to, aws_wire::service of, const aws_wire::error& refusal) {
    http::response out;
    if (to.protocol == protocol::json) {
        auto error = aws_wire::json_error(refusal);
        out = body_answer(to, std::move(error.body));
        out.status = error.status;
        out.headers.emplace_back("x-amzn-query-error", std::move(error.query_error));
        return out;
    }
    auto error = aws_wire::xml_error(of, refusal, to.request_id);
    out = body_answer(to, std::move(error.body));
    out.status = error.status;
    return out;
}

http::response body_answer(const call& to, std::string body) {
    http::response out;
    out.content_type =
        to.protocol == protocol::json ? aws_wire::json_content_type : aws_wire::xml_content_type;
    out.headers.emplace_back("x-amzn-RequestId", to.request_id);
    out.body = std::move(body);
    return out;
}

} // namespace localaws
