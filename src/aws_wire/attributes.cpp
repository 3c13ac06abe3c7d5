#include "aws_wire/attributes.hpp"

#include "aws_wire/digest.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include <fmt/format.h>

namespace aws_wire {
namespace {

constexpr std::size_t attributes_max = 10;
constexpr std::size_t name_bytes_max = 256;

void append_with_length(std::string& out, std::string_view bytes) {
    const auto size = static_cast<std::uint32_t>(bytes.size());
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(size >> shift & 0xffU));
    out.append(bytes);
}

bool has_base_type(std::string_view data_type, std::string_view base) {
    return data_type.starts_with(base) &&
           (data_type.size() == base.size() || data_type[base.size()] == '.');
}

bool valid_name(std::string_view name) {
    if (name.empty() || name.size() > name_bytes_max || name.starts_with('.') ||
        name.ends_with('.'))
        return false;
    return name.find("..") == std::string_view::npos && std::ranges::all_of(name, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-' || c == '.';
           });
}

bool is_number(std::string_view text) {
    double value = 0;
    if (text.starts_with('+'))
        text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size();
}

std::optional<std::string> refusal_of(std::string_view name, const attribute_value& value) {
    if (!valid_name(name))
        return fmt::format("Message attribute name '{}' is invalid.", name);
    if (value.data_type.empty()) {
        return fmt::format(
            "The message attribute '{}' must contain non-empty message attribute type.", name);
    }
    const bool binary = has_base_type(value.data_type, "Binary");
    const bool number = has_base_type(value.data_type, "Number");
    if (!binary && !number && !has_base_type(value.data_type, "String")) {
        return fmt::format("The message attribute '{}' has an invalid message attribute type, the "
                           "set of supported type "
                           "prefixes is Binary, Number, and String.",
                           name);
    }
    const auto& held = binary ? value.binary_value : value.string_value;
    if (!held || held->empty()) {
        return fmt::format(
            "The message attribute '{}' must contain non-empty message attribute value for message "
            "attribute type '{}'.",
            name, value.data_type);
    }
    if (number && !is_number(*held)) {
        return fmt::format("Can't cast the value of message (user) attribute '{}' to a number.",
                           name);
    }
    if (!binary && !valid_message_text(*held)) {
        return fmt::format("Message attribute '{}' contains characters outside the allowed set.",
                           name);
    }
    return std::nullopt;
}

} // namespace

attribute_value string_attribute(std::string value) {
    return {"String", std::move(value), std::nullopt};
}

std::string md5_of_attributes(const attribute_map& attributes) {
    if (attributes.empty())
        return {};
    std::string text;
    for (const auto& [name, value] : attributes) {
        append_with_length(text, name);
        append_with_length(text, value.data_type);
        if (has_base_type(value.data_type, "Binary")) {
            text.push_back('\x02');
            append_with_length(text, value.binary_value.value_or(""));
        } else {
            text.push_back('\x01');
            append_with_length(text, value.string_value.value_or(""));
        }
    }
    return md5_hex(text);
}

std::size_t size_bytes(const attribute_map& attributes) {
    std::size_t size = 0;
    for (const auto& [name, value] : attributes) {
        size += name.size() + value.data_type.size();
        if (value.string_value)
            size += value.string_value->size();
        if (value.binary_value)
            size += value.binary_value->size();
    }
    return size;
}

bool valid_message_text(std::string_view utf8) {
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto c = static_cast<unsigned char>(utf8[i]);
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
            return false;
        // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
        if (c == 0xef && i + 2 < utf8.size() && utf8[i + 1] == '\xbf' &&
            (utf8[i + 2] == '\xbe' || utf8[i + 2] == '\xbf')) {
            return false;
        }
    }
    return true;
}

std::optional<std::string> refusal_of(const attribute_map& attributes) {
    if (attributes.size() > attributes_max) {
        return fmt::format("Number of message attributes [{}] exceeds the allowed maximum [{}].",
                           attributes.size(), attributes_max);
    }
    for (const auto& [name, value] : attributes) {
        if (auto refusal = refusal_of(name, value))
            return refusal;
    }
    return std::nullopt;
}

} // namespace aws_wire
