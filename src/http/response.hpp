#pragma once

#include "async/task.hpp"
#include "json/decoder.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/value.hpp>

namespace http {

/// What a streaming answer writes to. Throws operation_aborted when the client has left or the
/// server drains.
class stream_writer {
public:
    virtual ~stream_writer() = default;
    /// Sends one chunk and waits until the socket took it.
    virtual async::task<> write(std::string_view chunk) = 0;
};

struct response {
    unsigned status = 200;
    /// Beside Content-Type, Content-Length, Date and X-Request-Id, which the server sets. A header
    /// with a control character in its value is our own mistake and aborts the answer with 500.
    std::vector<std::pair<std::string, std::string>> headers;
    /// Not sent when empty.
    std::string content_type = "application/json";
    std::string body;
    /// When set, `body` is not sent: this writes the answer, in chunks, and ends it by returning.
    /// It is cancelled when the client leaves and when the server drains; it has no deadline. What
    /// it refers to must outlive it: it owns what it needs, and the request stays until it ends.
    std::function<async::task<>(stream_writer&)> stream;
};

response json_response(unsigned status, const boost::json::value& body);
/// `text` must already be JSON: for answers that are put together from parts made before.
response raw_json_response(unsigned status, std::string text);
response text_response(unsigned status, std::string text);
response no_content();

/// {"detail": text}: authentication, permission, not found, throttled.
response detail(unsigned status, std::string_view text);
response not_found(); ///< 404 {"detail":"Not found."}
response
permission_denied(); ///< 403 {"detail":"You do not have permission to perform this action."}
/// 400 {"field": ["why"]}.
response invalid(const json::field_errors& errors);
/// {"error": text, "code": code}: an outcome of the domain, its text from the catalogue of
/// messages.
response refused(unsigned status, std::string_view code);
/// 429 {"detail": ...}, as Django REST Framework says it, with Retry-After.
response throttled(std::chrono::seconds retry_after);
/// 503 {"detail": ...} with Retry-After.
response unavailable(std::chrono::seconds retry_after);

} // namespace http
