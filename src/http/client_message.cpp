#include "http/client_message.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

namespace http {
namespace {

bool breaks_line(std::string_view text) {
    return std::ranges::any_of(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; });
}

bool equals_ignoring_case(std::string_view text, std::string_view lower_case) {
    return std::ranges::equal(text, lower_case, [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
    });
}

bool has_field(const client_request& what, std::string_view lower_case_name) {
    return std::ranges::any_of(what.headers, [&](const auto& field) {
        return equals_ignoring_case(field.first, lower_case_name);
    });
}

} // namespace

client_target parse_url(std::string_view url) {
    const auto parsed = boost::urls::parse_uri({url.data(), url.size()});
    if (!parsed || !parsed->has_authority() || parsed->encoded_host().empty()) {
        throw std::invalid_argument{fmt::format("no URL: {}", url)};
    }
    client_target to;
    const auto scheme = parsed->scheme_id();
    if (scheme != boost::urls::scheme::http && scheme != boost::urls::scheme::https) {
        throw std::invalid_argument{fmt::format("no http or https URL: {}", url)};
    }
    to.tls = scheme == boost::urls::scheme::https;
    to.host = parsed->host_address();
    const std::string standard_port = to.tls ? "443" : "80";
    const std::string port{parsed->port()};
    to.port = port.empty() ? standard_port : port;
    to.host_header = std::string{parsed->encoded_host()};
    if (to.port != standard_port)
        to.host_header += ':' + to.port;
    to.target = std::string{parsed->encoded_target()};
    if (!to.target.starts_with('/'))
        to.target.insert(0, "/");
    return to;
}

std::string write_head(const client_request& what, const client_target& to) {
    auto head = fmt::format("{} {} HTTP/1.1\r\n", to_string(what.method), to.target);
    if (!has_field(what, "host"))
        head += fmt::format("Host: {}\r\n", to.host_header);
    const bool expects_body =
        what.method == verb::post || what.method == verb::put || what.method == verb::patch;
    if (expects_body || !what.body.empty())
        head += fmt::format("Content-Length: {}\r\n", what.body.size());
    for (const auto& [name, value] : what.headers) {
        if (name.empty() || breaks_line(name) || breaks_line(value)) {
            throw std::invalid_argument{fmt::format("header field \"{}\" is broken", name)};
        }
        head += fmt::format("{}: {}\r\n", name, value);
    }
    head += "\r\n";
    return head;
}

} // namespace http
