#pragma once

#include "http/client.hpp"

#include <cstddef>

#include <boost/beast/http/basic_parser.hpp>

namespace http {

/// Beast's parser, writing into our response within the client's limits.
class response_parser final : public boost::beast::http::basic_parser<false> {
public:
    response_parser(client_response& into, const client_options& limits, const client_request& to);

private:
    using error_code = boost::beast::error_code;
    using text = boost::beast::string_view;

    void on_request_impl(boost::beast::http::verb, text, text, int, error_code&) override {}
    void on_response_impl(int status, text reason, int version, error_code& failed) override;
    void on_field_impl(boost::beast::http::field, text name, text value,
                       error_code& failed) override;
    void on_header_impl(error_code&) override { head_done_ = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t>& length,
                           error_code& failed) override;
    std::size_t on_body_impl(text body, error_code& failed) override;
    void on_chunk_header_impl(std::uint64_t, text, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, text body, error_code& failed) override {
        return on_body_impl(body, failed);
    }
    void on_finish_impl(error_code&) override {}
    bool hands_on() const { return to_.on_body && into_.status / 100 == 2; }

    client_response& into_;
    const client_request& to_;
    std::size_t head_bytes_left_;
    std::size_t body_bytes_max_;
    bool head_done_ = false;
};

} // namespace http
