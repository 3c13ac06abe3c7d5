#include "http/request.hpp"

#include "base/errors.hpp"
#include "json/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace http {
namespace {

constexpr std::array<std::string_view, verb_count> verb_names{"GET",   "HEAD",   "POST",   "PUT",
                                                              "PATCH", "DELETE", "OPTIONS"};

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f')
        return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F')
        return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

/// Each byte that belongs to no valid sequence becomes U+FFFD.
std::string with_valid_utf8(std::string text) {
    if (json::valid_utf8(text))
        return text;
    const std::string_view all{text};
    std::string out;
    for (std::size_t i = 0; i < all.size();) {
        std::size_t length = 1;
        while (length <= 4 && i + length <= all.size() && !json::valid_utf8(all.substr(i, length)))
            ++length;
        if (length > 4 || i + length > all.size()) {
            out += "\xef\xbf\xbd";
            i += 1;
        } else {
            out += all.substr(i, length);
            i += length;
        }
    }
    return out;
}

} // namespace

std::string_view to_string(verb v) {
    return verb_names[static_cast<std::size_t>(v)];
}

std::optional<verb> parse_verb(std::string_view text) {
    const auto* found = std::ranges::find(verb_names, text);
    if (found == verb_names.end())
        return std::nullopt;
    return static_cast<verb>(found - verb_names.begin());
}

std::string percent_decoded(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const auto high = hex_digit(text[i + 1]);
            const auto low = hex_digit(text[i + 2]);
            if (high && low) {
                out += static_cast<char>(static_cast<unsigned char>(*high << 4U | *low));
                i += 2;
                continue;
            }
        }
        out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
    return out;
}

std::string percent_encoded(std::string_view text, bool space_is_plus) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
        } else if (c == ' ' && space_is_plus) {
            out += '+';
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += digits[byte >> 4U];
            out += digits[byte & 0xfU];
        }
    }
    return out;
}

query query::parse(std::string_view text) {
    query result;
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto part = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (part.empty())
            continue;
        const auto equals = std::min(part.find('='), part.size());
        const auto value = part.substr(std::min(equals + 1, part.size()));
        result.all_.emplace_back(with_valid_utf8(percent_decoded(part.substr(0, equals), true)),
                                 with_valid_utf8(percent_decoded(value, true)));
    }
    return result;
}

std::optional<std::string_view> query::find(std::string_view key) const {
    for (auto at = all_.rbegin(); at != all_.rend(); ++at) {
        if (at->first == key)
            return at->second;
    }
    return std::nullopt;
}

std::int64_t request::path_integer(std::size_t index) const {
    MARKETPLACE_ASSERT(index < path_values.size());
    const auto& text = path_values[index];
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    MARKETPLACE_ASSERT(error == std::errc{} && end == text.data() + text.size());
    return value;
}

} // namespace http
