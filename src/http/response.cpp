#include "http/response.hpp"

#include "base/messages.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace http {

response json_response(unsigned status, const boost::json::value& body) {
    return raw_json_response(status, boost::json::serialize(body));
}

response raw_json_response(unsigned status, std::string text) {
    response answer;
    answer.status = status;
    answer.body = std::move(text);
    return answer;
}

response text_response(unsigned status, std::string text) {
    response answer;
    answer.status = status;
    answer.content_type = "text/plain; charset=utf-8";
    answer.body = std::move(text);
    return answer;
}

response no_content() {
    response answer;
    answer.status = 204;
    answer.content_type.clear();
    return answer;
}

response detail(unsigned status, std::string_view text) {
    return json_response(status, {{"detail", text}});
}

response not_found() {
    return detail(404, "Not found.");
}

response permission_denied() {
    return detail(403, "You do not have permission to perform this action.");
}

response invalid(const json::field_errors& errors) {
    return json_response(400, json::to_json(errors));
}

response refused(unsigned status, std::string_view code) {
    return json_response(status, {{"error", base::message(code)}, {"code", code}});
}

response throttled(std::chrono::seconds retry_after) {
    const auto seconds = retry_after.count();
    auto text = fmt::format("Request was throttled. Expected available in {} seconds.", seconds);
    if (seconds == 1)
        text = "Request was throttled. Expected available in 1 second.";
    auto answer = detail(429, text);
    answer.headers.emplace_back("Retry-After", fmt::format("{}", seconds));
    return answer;
}

response unavailable(std::chrono::seconds retry_after) {
    auto answer = detail(503, "Service temporarily unavailable, try again later.");
    answer.headers.emplace_back("Retry-After", fmt::format("{}", retry_after.count()));
    return answer;
}

} // namespace http
