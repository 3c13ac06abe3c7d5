#pragma once

#include "http/request.hpp"

#include <cstddef>
#include <string>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>

namespace http {

/// Beast's parser, writing into our request and counting what it takes. The limits hold here,
/// whatever the framing: Beast's own header limit does not see fields that come piece by piece, nor
/// its body limit one set after the head.
class request_parser final : public boost::beast::http::basic_parser<true> {
public:
    /// `into` outlives the parser and has empty headers and an empty body.
    request_parser(request& into, std::size_t head_bytes_max, std::size_t header_fields_max);

    /// Set when the head is done, before the body is read.
    void body_bytes_max(std::size_t limit) { body_bytes_max_ = limit; }

    /// As it came, "GET" or "PROPFIND".
    std::string_view method() const { return method_; }
    bool is_http_1_1() const { return http_1_1_; }

private:
    using error_code = boost::beast::error_code;
    using text = boost::beast::string_view;

    void on_request_impl(boost::beast::http::verb, text method, text target, int version,
                         error_code& failed) override;
    void on_response_impl(int, text, int, error_code&) override {}
    void on_field_impl(boost::beast::http::field, text name, text value,
                       error_code& failed) override;
    void on_header_impl(error_code&) override { head_done_ = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t>& length,
                           error_code& failed) override;
    std::size_t on_body_impl(text body, error_code& failed) override;
    void on_chunk_header_impl(std::uint64_t size, text extensions, error_code& failed) override;
    std::size_t on_chunk_body_impl(std::uint64_t, text body, error_code& failed) override {
        return on_body_impl(body, failed);
    }
    void on_finish_impl(error_code&) override {}

    request& into_;
    std::string method_;
    std::size_t head_bytes_left_;
    std::size_t header_fields_left_;
    std::size_t body_bytes_max_ = 0;
    bool head_done_ = false;
    bool http_1_1_ = false;
};

} // namespace http
