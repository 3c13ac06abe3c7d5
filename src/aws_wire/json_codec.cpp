#include "aws_wire/json_codec.hpp"

#include "base/encoding.hpp"

#include <array>
#include <limits>

#include <boost/json/parse.hpp>
#include <fmt/format.h>

namespace aws_wire {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

/// What stands behind the backslash; 0 for what needs none, 'u' for the long form.
constexpr char escape_of(char c) {
    switch (c) {
    case '"':
        return '"';
    case '\\':
        return '\\';
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return static_cast<unsigned char>(c) < 0x20 ? 'u' : '\0';
    }
}

std::string string_of(const boost::json::value& value) {
    const auto& text = value.get_string();
    return {text.data(), text.size()};
}

/// An attribute value of a map of them; nothing when a member has a wrong type or the bytes are not
/// base64.
std::optional<attribute_value> attribute_of(const boost::json::value& value) {
    const auto* object = value.if_object();
    if (!object)
        return std::nullopt;
    attribute_value out;
    const auto text = [&](std::string_view key, std::optional<std::string>& to) {
        const auto* found = object->if_contains(key);
        if (!found || found->is_null())
            return true;
        if (!found->is_string())
            return false;
        to = string_of(*found);
        return true;
    };
    std::optional<std::string> data_type;
    if (!text("DataType", data_type) || !text("StringValue", out.string_value) ||
        !text("BinaryValue", out.binary_value)) {
        return std::nullopt;
    }
    out.data_type = data_type.value_or("");
    if (out.binary_value) {
        out.binary_value = base::from_base64(*out.binary_value);
        if (!out.binary_value)
            return std::nullopt;
    }
    return out;
}

} // namespace

void append_json_string(std::string& out, std::string_view text) {
    out.push_back('"');
    std::size_t done = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char escape = escape_of(text[i]);
        if (escape == '\0')
            continue;
        out.append(text, done, i - done);
        done = i + 1;
        out.push_back('\\');
        out.push_back(escape);
        if (escape == 'u') {
            const auto c = static_cast<unsigned char>(text[i]);
            out.append({'0', '0', hex_digits[c >> 4U], hex_digits[c & 0xfU]});
        }
    }
    out.append(text, done);
    out.push_back('"');
}

void json_writer::key(std::string_view name) {
    if (!first_)
        out_.push_back(',');
    first_ = false;
    out_.push_back('"');
    out_.append(name);
    out_.append("\":");
}

void json_writer::operator()(const member& as, const std::string& field) {
    if (field.empty())
        return;
    key(as.name);
    append_json_string(out_, field);
}

void json_writer::operator()(const member& as, const std::optional<std::string>& field) {
    if (!field)
        return;
    key(as.name);
    append_json_string(out_, *field);
}

void json_writer::operator()(const member& as, const std::optional<std::int64_t>& field) {
    if (!field)
        return;
    key(as.name);
    fmt::format_to(std::back_inserter(out_), "{}", *field);
}

void json_writer::operator()(const member& as, const std::optional<bool>& field) {
    if (field)
        (*this)(as, *field);
}

void json_writer::operator()(const member& as, const bool& field) {
    key(as.name);
    out_.append(field ? "true" : "false");
}

void json_writer::operator()(const member& as, const std::vector<std::string>& field) {
    if (field.empty())
        return;
    key(as.name);
    char before = '[';
    for (const auto& each : field) {
        out_.push_back(before);
        before = ',';
        append_json_string(out_, each);
    }
    out_.push_back(']');
}

void json_writer::operator()(const member& as, const string_map& field) {
    if (field.empty())
        return;
    key(as.name);
    char before = '{';
    for (const auto& [name, value] : field) {
        out_.push_back(before);
        before = ',';
        append_json_string(out_, name);
        out_.push_back(':');
        append_json_string(out_, value);
    }
    out_.push_back('}');
}

void json_writer::operator()(const member& as, const attribute_map& field) {
    if (field.empty())
        return;
    key(as.name);
    char before = '{';
    for (const auto& [name, value] : field) {
        out_.push_back(before);
        before = ',';
        append_json_string(out_, name);
        out_.push_back(':');
        json_writer nested{out_};
        nested({.name = "StringValue"}, value.string_value);
        if (value.binary_value)
            nested({.name = "BinaryValue"}, base::to_base64(*value.binary_value));
        nested({.name = "DataType"}, value.data_type);
        nested.finish();
    }
    out_.push_back('}');
}

json_reader::json_reader(const boost::json::value& from)
    : object_{from.if_object()} {
    if (!object_)
        failure_ =
            error{error_code::serialization, "Start of structure or map found where not expected."};
}

const boost::json::value* json_reader::find(std::string_view key) const {
    if (!object_)
        return nullptr;
    const auto* found = object_->if_contains(key);
    return found && !found->is_null() ? found : nullptr;
}

const boost::json::array* json_reader::array(std::string_view key) {
    const auto* found = find(key);
    if (!found)
        return nullptr;
    const auto* items = found->if_array();
    if (!items)
        fail(key, "List");
    return items;
}

void json_reader::fail(std::string_view key, std::string_view wanted) {
    failure_ = error{error_code::serialization,
                     fmt::format("The value of {} can not be converted to a {}", key, wanted)};
}

void json_reader::operator()(const member& as, std::string& field) {
    const auto* found = find(as.name);
    if (!found)
        return;
    if (!found->is_string())
        return fail(as.name, "String");
    field = string_of(*found);
}

void json_reader::operator()(const member& as, std::optional<std::string>& field) {
    if (find(as.name))
        (*this)(as, field.emplace());
}

void json_reader::operator()(const member& as, std::optional<std::int64_t>& field) {
    const auto* found = find(as.name);
    if (!found)
        return;
    if (!found->is_int64())
        return fail(as.name, "Integer");
    field = found->get_int64();
}

void json_reader::operator()(const member& as, std::optional<bool>& field) {
    if (find(as.name))
        (*this)(as, field.emplace());
}

void json_reader::operator()(const member& as, bool& field) {
    const auto* found = find(as.name);
    if (!found)
        return;
    if (!found->is_bool())
        return fail(as.name, "Boolean");
    field = found->get_bool();
}

void json_reader::operator()(const member& as, std::vector<std::string>& field) {
    const auto* items = array(as.name);
    if (!items)
        return;
    for (const auto& item : *items) {
        if (!item.is_string())
            return fail(as.name, "List of String");
        field.push_back(string_of(item));
    }
}

void json_reader::operator()(const member& as, string_map& field) {
    const auto* found = find(as.name);
    if (!found)
        return;
    const auto* object = found->if_object();
    if (!object)
        return fail(as.name, "Map");
    for (const auto& each : *object) {
        if (!each.value().is_string())
            return fail(as.name, "Map of String");
        field.insert_or_assign(std::string{each.key()}, string_of(each.value()));
    }
}

void json_reader::operator()(const member& as, attribute_map& field) {
    const auto* found = find(as.name);
    if (!found)
        return;
    const auto* object = found->if_object();
    if (!object)
        return fail(as.name, "Map");
    for (const auto& each : *object) {
        auto value = attribute_of(each.value());
        if (!value)
            return fail(as.name, "Map of MessageAttributeValue");
        field.insert_or_assign(std::string{each.key()}, std::move(*value));
    }
}

std::expected<boost::json::value, error> parse_json(std::string_view text,
                                                    boost::json::storage_ptr storage) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return boost::json::object{std::move(storage)};
    boost::system::error_code failed;
    auto value = boost::json::parse(text, failed, std::move(storage));
    if (failed)
        return std::unexpected{
            error{error_code::serialization, "The request body is not valid JSON."}};
    return value;
}

} // namespace aws_wire
