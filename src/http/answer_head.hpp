#pragma once

#include "http/response.hpp"

#include <cstddef>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace http {

/// The standard reason of a status, "Not Found".
std::string_view reason_of(unsigned status);

/// "Tue, 24 Nov 2026 03:51:19 GMT".
std::string http_date(std::time_t at);

/// Writes the heads of answers: status line, the server's own fields and the answer's.
class head_writer {
public:
    struct framing {
        /// Nothing: the body is chunked, or ends with the connection if that is not possible.
        std::optional<std::size_t> body_bytes;
        bool chunked = false;
        bool keep_alive = true;
        /// The client speaks HTTP/1.0 and must be told when the connection stays.
        bool http_1_0 = false;
    };

    /// Replaces `out`; false, with `out` unspecified, when a field of the answer would break the
    /// head apart.
    bool write(std::string& out, const response& answer, std::string_view request_id, framing how);

private:
    std::string common_; ///< Date and what is the same in all answers, made once a second
    std::time_t common_at_ = 0;
};

} // namespace http
