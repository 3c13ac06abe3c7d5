#include "tasks/repr.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

namespace tasks {
namespace {

namespace json = boost::json;

void append_text(std::string& out, std::string_view text) {
    const char quote = text.contains('\'') && !text.contains('"') ? '"' : '\'';
    out += quote;
    for (const char c : text) {
        switch (c) {
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (c == quote) {
                out += '\\';
                out += c;
            } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
                fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
            } else {
                out += c;
            }
        }
    }
    out += quote;
}

void append(std::string& out, const json::value& value, std::size_t size_max);

void append_double(std::string& out, double value) {
    auto text = fmt::format("{}", value);
    if (text.find_first_of(".en") == std::string::npos)
        text += ".0";
    out += text;
}

void append_array(std::string& out, const json::array& values, std::size_t size_max) {
    out += '[';
    bool first = true;
    for (const auto& element : values) {
        if (out.size() > size_max)
            return;
        if (!std::exchange(first, false))
            out += ", ";
        append(out, element, size_max);
    }
    out += ']';
}

void append_object(std::string& out, const json::object& members, std::size_t size_max) {
    out += '{';
    bool first = true;
    for (const auto& [key, element] : members) {
        if (out.size() > size_max)
            return;
        if (!std::exchange(first, false))
            out += ", ";
        append_text(out, key);
        out += ": ";
        append(out, element, size_max);
    }
    out += '}';
}

void append(std::string& out, const json::value& value, std::size_t size_max) {
    switch (value.kind()) {
    case json::kind::null:
        out += "None";
        break;
    case json::kind::bool_:
        out += value.get_bool() ? "True" : "False";
        break;
    case json::kind::int64:
        out += fmt::format("{}", value.get_int64());
        break;
    case json::kind::uint64:
        out += fmt::format("{}", value.get_uint64());
        break;
    case json::kind::double_:
        append_double(out, value.get_double());
        break;
    case json::kind::string:
        append_text(out, value.get_string());
        break;
    case json::kind::array:
        append_array(out, value.get_array(), size_max);
        break;
    case json::kind::object:
        append_object(out, value.get_object(), size_max);
        break;
    }
}

/// Cuts between code points.
void cut(std::string& text, std::size_t size) {
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80)
        --size;
    text.resize(size);
}

} // namespace

std::string python_repr(const json::value& value, std::size_t size_max) {
    std::string out;
    append(out, value, size_max);
    if (out.size() > size_max) {
        cut(out, size_max - 3);
        out += "...";
    }
    return out;
}

} // namespace tasks
