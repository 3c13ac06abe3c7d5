#include "http/request_parser.hpp"

#include <algorithm>
#include <limits>

#include <boost/beast/http/error.hpp>

namespace http {
namespace beast_http = boost::beast::http;

request_parser::request_parser(request& into, std::size_t head_bytes_max,
                               std::size_t header_fields_max)
    : into_{into}
    , head_bytes_left_{head_bytes_max}
    , header_fields_left_{header_fields_max} {
    constexpr std::size_t beast_limit_max = std::numeric_limits<std::uint32_t>::max();
    header_limit(static_cast<std::uint32_t>(std::min(head_bytes_max, beast_limit_max)));
    body_limit(boost::none);
}

void request_parser::on_request_impl(beast_http::verb, text method, text target, int version,
                                     error_code& failed) {
    const auto size = method.size() + target.size() + 12;
    if (size > head_bytes_left_) {
        failed = beast_http::error::header_limit;
        return;
    }
    head_bytes_left_ -= size;
    method_.assign(method.data(), method.size());
    into_.target.assign(target.data(), target.size());
    http_1_1_ = version == 11;
}

void request_parser::on_field_impl(beast_http::field, text name, text value, error_code& failed) {
    const auto size = name.size() + value.size() + 4;
    if (size > head_bytes_left_ || header_fields_left_ == 0) {
        failed = beast_http::error::header_limit;
        return;
    }
    head_bytes_left_ -= size;
    --header_fields_left_;
    // Trailers are counted but not believed: nothing was decided by them.
    if (!head_done_)
        into_.headers.add(name, value);
}

void request_parser::on_body_init_impl(const boost::optional<std::uint64_t>& length,
                                       error_code& failed) {
    if (!length)
        return;
    if (*length > body_bytes_max_) {
        failed = beast_http::error::body_limit;
        return;
    }
    into_.body.reserve(static_cast<std::size_t>(*length));
}

/// A chunk that cannot fit is refused before its bytes come.
void request_parser::on_chunk_header_impl(std::uint64_t size, text, error_code& failed) {
    if (size > body_bytes_max_ - into_.body.size())
        failed = beast_http::error::body_limit;
}

std::size_t request_parser::on_body_impl(text body, error_code& failed) {
    if (body.size() > body_bytes_max_ - into_.body.size()) {
        failed = beast_http::error::body_limit;
        return 0;
    }
    into_.body.append(body.data(), body.size());
    return body.size();
}

} // namespace http
