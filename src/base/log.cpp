#include "base/log.hpp"

#include "base/clock.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

namespace base {
namespace {

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20) {
                fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
            } else {
                out += c;
            }
        }
    }
    out += '"';
}

/// Quotes a value that would otherwise break `key=value` apart, or start a line of its own.
void append_text_value(std::string& out, std::string_view text) {
    const bool plain = !text.empty() && std::ranges::all_of(text, [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && c != '"' && c != '=';
    });
    if (plain) {
        out += text;
    } else {
        append_json_string(out, text);
    }
}

struct value_writer {
    std::string& out;
    log_format format;

    void operator()(std::string_view text) const {
        format == log_format::json ? append_json_string(out, text) : append_text_value(out, text);
    }
    void operator()(std::int64_t value) const {
        fmt::format_to(std::back_inserter(out), "{}", value);
    }
    void operator()(double value) const {
        fmt::format_to(std::back_inserter(out), "{:.6g}", value);
    }
    void operator()(bool value) const { out += value ? "true" : "false"; }
};

void append_field(std::string& out, log_format format, std::string_view key,
                  const log_value& value) {
    if (format == log_format::json) {
        out += ',';
        append_json_string(out, key);
        out += ':';
    } else {
        out += ' ';
        out += key;
        out += '=';
    }
    std::visit(value_writer{out, format}, value);
}

constexpr std::array<std::string_view, 5> level_names{"DEBUG", "INFO", "WARNING", "ERROR",
                                                      "CRITICAL"};

} // namespace

std::string_view to_string(log_level level) {
    return level_names[static_cast<std::size_t>(level)];
}

std::optional<log_level> parse_log_level(std::string_view text) {
    std::string upper{text};
    std::ranges::transform(upper, upper.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (upper == "WARN")
        upper = "WARNING";
    if (upper == "FATAL")
        upper = "CRITICAL";
    const auto* found = std::ranges::find(level_names, upper);
    if (found == level_names.end())
        return std::nullopt;
    return static_cast<log_level>(found - level_names.begin());
}

logger::logger(std::shared_ptr<log_sink> sink, log_level level, log_format format)
    : sink_{std::move(sink)}
    , level_{level}
    , format_{format} {}

logger logger::with(std::string_view key, std::string_view value) const {
    logger child = *this;
    if (sink_)
        child.bound_.emplace_back(key, value);
    return child;
}

void logger::bind(std::string_view key, std::string_view value) {
    if (!sink_) return;
    const auto found = std::ranges::find(bound_, key, &std::pair<std::string, std::string>::first);
    if (found != bound_.end()) {
        found->second = value;
    } else {
        bound_.emplace_back(key, value);
    }
}

void logger::write(log_level level, std::string_view event,
                   std::initializer_list<log_field> fields) const {
    if (!enabled(level))
        return;
    const auto at = to_rfc3339(system_clock{}.now());
    std::string line;
    line.reserve(160);
    if (format_ == log_format::json) {
        line += R"({"time":")" + at + R"(","level":")";
        line += to_string(level);
        line += R"(","event":)";
        append_json_string(line, event);
    } else {
        fmt::format_to(std::back_inserter(line), "{} {:<8} {}", at, to_string(level), event);
    }
    for (const auto& [key, value] : bound_)
        append_field(line, format_, key, std::string_view{value});
    for (const auto& field : fields)
        append_field(line, format_, field.key, field.value);
    if (format_ == log_format::json)
        line += '}';
    sink_->write(level, line);
}

} // namespace base
