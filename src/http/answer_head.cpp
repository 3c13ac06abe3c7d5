#include "http/answer_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <boost/beast/http/status.hpp>
#include <fmt/format.h>

namespace http {
namespace {

void append_number(std::string& out, std::size_t value) {
    std::array<char, 20>
        digits; // NOLINT(cppcoreguidelines-pro-type-member-init): filled by to_chars
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
}

bool is_safe(std::string_view text) {
    return std::ranges::none_of(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; });
}

} // namespace

std::string_view reason_of(unsigned status) {
    return boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
}

std::string http_date(std::time_t at) {
    constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm utc{};
    gmtime_r(&at, &utc);
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
                       days.at(static_cast<std::size_t>(utc.tm_wday)), utc.tm_mday,
                       months.at(static_cast<std::size_t>(utc.tm_mon)), utc.tm_year + 1900,
                       utc.tm_hour, utc.tm_min, utc.tm_sec);
}

bool head_writer::write(std::string& out, const response& answer, std::string_view request_id,
                        framing how) {
    const auto now = std::time(nullptr);
    if (now != common_at_) {
        common_at_ = now;
        common_ = fmt::format(
            "\r\nDate: {}\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: same-origin\r\n"
            "X-Frame-Options: DENY\r\nX-Request-Id: ",
            http_date(now));
    }
    out = "HTTP/1.1 ";
    append_number(out, answer.status);
    out += ' ';
    out += reason_of(answer.status);
    out += common_;
    out += request_id;
    out += "\r\n";
    if (!is_safe(answer.content_type))
        return false;
    if (!answer.content_type.empty())
        append_field(out, "Content-Type", answer.content_type);
    if (how.body_bytes) {
        out += "Content-Length: ";
        append_number(out, *how.body_bytes);
        out += "\r\n";
    }
    if (how.chunked)
        out += "Transfer-Encoding: chunked\r\n";
    if (!how.keep_alive)
        out += "Connection: close\r\n";
    if (how.keep_alive && how.http_1_0)
        out += "Connection: keep-alive\r\n";
    for (const auto& [name, value] : answer.headers) {
        if (!is_safe(name) || !is_safe(value))
            return false;
        append_field(out, name, value);
    }
    out += "\r\n";
    return true;
}

} // namespace http
