#include "json/text.hpp"

#include <algorithm>
#include <charconv>

namespace json {
namespace {

template <class T>
std::optional<T> parse_whole(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<unsigned> two_digits(std::string_view text) {
    if (text.size() != 2)
        return std::nullopt;
    return parse_whole<unsigned>(text);
}

} // namespace

std::string_view python_type_name(const boost::json::value& value) {
    switch (value.kind()) {
    case boost::json::kind::null:
        return "NoneType";
    case boost::json::kind::bool_:
        return "bool";
    case boost::json::kind::int64:
    case boost::json::kind::uint64:
        return "int";
    case boost::json::kind::double_:
        return "float";
    case boost::json::kind::string:
        return "str";
    case boost::json::kind::array:
        return "list";
    case boost::json::kind::object:
        return "dict";
    }
    return "object";
}

bool valid_utf8(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        const auto lead = static_cast<unsigned char>(text[i]);
        std::size_t length = 1;
        std::uint32_t code = lead;
        if (lead >= 0x80) {
            if (lead >= 0xc2 && lead <= 0xdf)
                length = 2, code = lead & 0x1fU;
            else if (lead >= 0xe0 && lead <= 0xef)
                length = 3, code = lead & 0x0fU;
            else if (lead >= 0xf0 && lead <= 0xf4)
                length = 4, code = lead & 0x07U;
            else
                return false;
            if (i + length > text.size())
                return false;
            for (std::size_t k = 1; k < length; ++k) {
                const auto next = static_cast<unsigned char>(text[i + k]);
                if ((next & 0xc0U) != 0x80U)
                    return false;
                code = (code << 6U) | (next & 0x3fU);
            }
            const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
            const bool surrogate = code >= 0xd800 && code <= 0xdfff;
            if (overlong || surrogate || code > 0x10ffff)
                return false;
        }
        i += length;
    }
    return true;
}

std::size_t count_code_points(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\r\n\f\v";
    const auto first = text.find_first_not_of(space);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    return parse_whole<std::int64_t>(text);
}
std::optional<double> parse_number(std::string_view text) {
    return parse_whole<double>(text);
}

std::optional<bool> parse_boolean(std::string_view text) {
    if (text == "true" || text == "True" || text == "1")
        return true;
    if (text == "false" || text == "False" || text == "0")
        return false;
    return std::nullopt;
}

std::optional<std::chrono::seconds> parse_time_of_day(std::string_view text) {
    if (text.size() != 5 && text.size() < 8)
        return std::nullopt;
    if (text[2] != ':' || (text.size() > 5 && text[5] != ':'))
        return std::nullopt;
    const auto hours = two_digits(text.substr(0, 2));
    const auto minutes = two_digits(text.substr(3, 2));
    const auto seconds = text.size() > 5 ? two_digits(text.substr(6, 2)) : 0U;
    if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 59)
        return std::nullopt;
    if (text.size() > 8) {
        const auto fraction = text.substr(8);
        if (fraction.front() != '.' || fraction.size() < 2 || fraction.size() > 7)
            return std::nullopt;
        if (fraction.find_first_not_of("0123456789", 1) != std::string_view::npos)
            return std::nullopt;
    }
    return std::chrono::hours{*hours} + std::chrono::minutes{*minutes} +
           std::chrono::seconds{*seconds};
}

std::optional<std::chrono::year_month_day> parse_date(std::string_view text) {
    using namespace std::chrono;
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return std::nullopt;
    const auto y = parse_whole<unsigned>(text.substr(0, 4));
    const auto m = two_digits(text.substr(5, 2));
    const auto d = two_digits(text.substr(8, 2));
    if (!y || !m || !d)
        return std::nullopt;
    const year_month_day date{year{static_cast<int>(*y)}, month{*m}, day{*d}};
    if (!date.ok() || *y < 1)
        return std::nullopt;
    return date;
}

} // namespace json
