#include "http/response_parser.hpp"

#include <algorithm>

#include <boost/beast/http/error.hpp>

namespace http {
namespace beast_http = boost::beast::http;

response_parser::response_parser(client_response& into, const client_options& limits,
                                 const client_request& to)
    : into_{into}
    , to_{to}
    , head_bytes_left_{limits.head_bytes_max}
    , body_bytes_max_{limits.body_bytes_max} {
    header_limit(
        static_cast<std::uint32_t>(std::min<std::size_t>(limits.head_bytes_max, 1U << 30U)));
    body_limit(boost::none);
    skip(to.method == verb::head);
}

void response_parser::on_response_impl(int status, text, int, error_code&) {
    into_.status = static_cast<unsigned>(status);
    into_.headers.clear();
}

void response_parser::on_field_impl(beast_http::field, text name, text value, error_code& failed) {
    const auto size = name.size() + value.size() + 4;
    if (size > head_bytes_left_) {
        failed = beast_http::error::header_limit;
        return;
    }
    head_bytes_left_ -= size;
    if (!head_done_)
        into_.headers.add(name, value);
}

void response_parser::on_body_init_impl(const boost::optional<std::uint64_t>& length,
                                        error_code& failed) {
    if (!length || hands_on())
        return;
    if (*length > body_bytes_max_) {
        failed = beast_http::error::body_limit;
        return;
    }
    into_.body.reserve(static_cast<std::size_t>(*length));
}

std::size_t response_parser::on_body_impl(text body, error_code& failed) {
    if (hands_on()) {
        to_.on_body(body);
        return body.size();
    }
    if (body.size() > body_bytes_max_ - into_.body.size()) {
        failed = beast_http::error::body_limit;
        return 0;
    }
    into_.body.append(body.data(), body.size());
    return body.size();
}

} // namespace http
