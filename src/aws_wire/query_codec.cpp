#include "aws_wire/query_codec.hpp"

#include "base/encoding.hpp"

#include <charconv>

namespace aws_wire {
namespace {

constexpr std::string_view upper_hex = "0123456789ABCDEF";

constexpr bool unreserved(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '~';
}

int hex_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

std::string numbered(std::string_view prefix, const member& as, std::string_view wrapper,
                     std::size_t index, query_style style) {
    if (style == query_style::flattened)
        return fmt::format("{}{}.{}", prefix, as.item_name(), index);
    return fmt::format("{}{}.{}.{}", prefix, as.name, wrapper, index);
}

} // namespace

void append_percent_encoded(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (unreserved(c)) {
            out.push_back(c);
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out.append({'%', upper_hex[byte >> 4U], upper_hex[byte & 0xfU]});
        }
    }
}

std::string percent_decoded(std::string_view text, bool plus_is_blank) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const int high = hex_value(text[i + 1]);
            const int low = hex_value(text[i + 2]);
            if (high >= 0 && low >= 0) {
                out.push_back(static_cast<char>(high * 16 + low));
                i += 2;
                continue;
            }
        }
        out.push_back(text[i] == '+' && plus_is_blank ? ' ' : text[i]);
    }
    return out;
}

form form::parse(std::string_view text) {
    form out;
    while (!text.empty()) {
        const auto ampersand = text.find('&');
        const auto pair = text.substr(0, ampersand);
        text.remove_prefix(ampersand == std::string_view::npos ? text.size() : ampersand + 1);
        if (pair.empty())
            continue;
        const auto equals = pair.find('=');
        const auto value =
            equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
        out.entries_.emplace(percent_decoded(pair.substr(0, equals), true),
                             percent_decoded(value, true));
    }
    return out;
}

const std::string* form::find(std::string_view key) const {
    const auto at = entries_.find(key);
    return at == entries_.end() ? nullptr : &at->second;
}

bool form::any_with_prefix(std::string_view prefix) const {
    const auto at = entries_.lower_bound(prefix);
    return at != entries_.end() && at->first.starts_with(prefix);
}

const std::string* form_reader::find(std::string_view name) const {
    return from_.find(prefix_ + std::string{name});
}

std::string form_reader::item(const member& as, std::string_view wrapper, std::size_t index) const {
    return numbered(prefix_, as, wrapper, index, style_);
}

void form_reader::operator()(const member& as, std::string& field) {
    if (const auto* found = find(as.name))
        field = *found;
}

void form_reader::operator()(const member& as, std::optional<std::string>& field) {
    if (const auto* found = find(as.name))
        field = *found;
}

void form_reader::operator()(const member& as, std::optional<std::int64_t>& field) {
    const auto* found = find(as.name);
    if (!found)
        return;
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(found->data(), found->data() + found->size(), value);
    if (failed != std::errc{} || end != found->data() + found->size()) {
        failure_ =
            error{error_code::invalid_parameter_value,
                  fmt::format("Value {} for parameter {} is invalid. Reason: Must be an integer.",
                              *found, as.name)};
        return;
    }
    field = value;
}

std::optional<bool> form_reader::boolean(const member& as) {
    const auto* found = find(as.name);
    if (!found)
        return std::nullopt;
    if (*found != "true" && *found != "false") {
        failure_ = error{
            error_code::invalid_parameter_value,
            fmt::format("Value {} for parameter {} is invalid. Reason: Must be true or false.",
                        *found, as.name)};
    }
    return *found == "true";
}

void form_reader::operator()(const member& as, std::optional<bool>& field) {
    if (const auto value = boolean(as))
        field = value;
}

void form_reader::operator()(const member& as, bool& field) {
    field = boolean(as).value_or(field);
}

void form_reader::operator()(const member& as, std::vector<std::string>& field) {
    for (std::size_t i = 1;; ++i) {
        const auto* found = from_.find(item(as, "member", i));
        if (!found)
            return;
        field.push_back(*found);
    }
}

void form_reader::operator()(const member& as, string_map& field) {
    for (std::size_t i = 1;; ++i) {
        const auto at = item(as, "entry", i);
        const auto* name = from_.find(fmt::format("{}.{}", at, as.key));
        if (!name)
            return;
        const auto* value = from_.find(fmt::format("{}.{}", at, as.value));
        field.insert_or_assign(*name, value ? *value : std::string{});
    }
}

void form_reader::operator()(const member& as, attribute_map& field) {
    for (std::size_t i = 1;; ++i) {
        const auto at = item(as, "entry", i);
        const auto* name = from_.find(fmt::format("{}.{}", at, as.key));
        if (!name)
            return;
        attribute_value value;
        form_reader nested{from_, fmt::format("{}.{}.", at, as.value), style_};
        nested({.name = "DataType"}, value.data_type);
        nested({.name = "StringValue"}, value.string_value);
        nested({.name = "BinaryValue"}, value.binary_value);
        if (value.binary_value) {
            value.binary_value = base::from_base64(*value.binary_value);
            if (!value.binary_value) {
                failure_ = error{
                    error_code::invalid_parameter_value,
                    fmt::format("The binary value of attribute '{}' is not valid base64.", *name)};
            }
        }
        field.insert_or_assign(*name, std::move(value));
    }
}

void form_writer::pair(std::string_view key, std::string_view value) {
    out_.push_back('&');
    append_percent_encoded(out_, key);
    out_.push_back('=');
    append_percent_encoded(out_, value);
}

std::string form_writer::item(const member& as, std::string_view wrapper, std::size_t index) const {
    return numbered(prefix_, as, wrapper, index, style_);
}

void form_writer::operator()(const member& as, const std::string& field) {
    if (!field.empty())
        pair(prefix_ + std::string{as.name}, field);
}

void form_writer::operator()(const member& as, const std::optional<std::string>& field) {
    if (field)
        pair(prefix_ + std::string{as.name}, *field);
}

void form_writer::operator()(const member& as, const std::optional<std::int64_t>& field) {
    if (field)
        pair(prefix_ + std::string{as.name}, fmt::to_string(*field));
}

void form_writer::operator()(const member& as, const std::optional<bool>& field) {
    if (field)
        (*this)(as, *field);
}

void form_writer::operator()(const member& as, const bool& field) {
    pair(prefix_ + std::string{as.name}, field ? "true" : "false");
}

void form_writer::operator()(const member& as, const std::vector<std::string>& field) {
    for (std::size_t i = 0; i < field.size(); ++i)
        pair(item(as, "member", i + 1), field[i]);
}

void form_writer::operator()(const member& as, const string_map& field) {
    std::size_t i = 0;
    for (const auto& [name, value] : field) {
        const auto at = item(as, "entry", ++i);
        pair(fmt::format("{}.{}", at, as.key), name);
        pair(fmt::format("{}.{}", at, as.value), value);
    }
}

void form_writer::operator()(const member& as, const attribute_map& field) {
    std::size_t i = 0;
    for (const auto& [name, value] : field) {
        const auto at = item(as, "entry", ++i);
        pair(fmt::format("{}.{}", at, as.key), name);
        form_writer nested{out_, fmt::format("{}.{}.", at, as.value), style_};
        nested({.name = "DataType"}, value.data_type);
        nested({.name = "StringValue"}, value.string_value);
        if (value.binary_value)
            nested({.name = "BinaryValue"}, base::to_base64(*value.binary_value));
    }
}

} // namespace aws_wire
