#include "base/setting.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace base {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

struct unit {
    std::string_view suffix;
    milliseconds length;
};

// The longest suffix first: "ms" ends with "s".
constexpr std::array units{unit{"ms", 1ms}, unit{"s", 1s}, unit{"m", 1min}, unit{"h", 1h},
                           unit{"d", 24h}};

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())))
        text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())))
        text.remove_suffix(1);
    return text;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<milliseconds> parse_duration(std::string_view text) {
    milliseconds length = 1s;
    for (const auto& each : units) {
        if (!text.ends_with(each.suffix))
            continue;
        length = each.length;
        text = trimmed(text.substr(0, text.size() - each.suffix.size()));
        break;
    }
    const auto count = parse_integer(text);
    if (!count || *count < 0 || *count > milliseconds::max() / length)
        return std::nullopt;
    return *count * length;
}

std::optional<bool> parse_boolean(std::string_view text) {
    std::string lower{text};
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const auto* yes : {"true", "yes", "on", "1", "t", "y"}) {
        if (lower == yes)
            return true;
    }
    for (const auto* no : {"false", "no", "off", "0", "f", "n"}) {
        if (lower == no)
            return false;
    }
    return std::nullopt;
}

std::vector<std::string> parse_list(std::string_view text) {
    std::vector<std::string> items;
    while (!text.empty()) {
        const auto comma = text.find(',');
        const auto item = trimmed(text.substr(0, comma));
        if (!item.empty())
            items.emplace_back(item);
        text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    }
    return items;
}

std::string range(const setting_bounds& bounds, std::string (*show)(std::int64_t)) {
    const setting_bounds open;
    if (bounds.max == open.max)
        return fmt::format("must be at least {}", show(bounds.min));
    if (bounds.min == open.min)
        return fmt::format("must be at most {}", show(bounds.max));
    return fmt::format("must be between {} and {}", show(bounds.min), show(bounds.max));
}

bool outside(std::int64_t value, const setting_bounds& bounds) {
    return value < bounds.min || value > bounds.max;
}

std::string show_integer(std::int64_t value) {
    return fmt::to_string(value);
}
std::string show_duration(std::int64_t value) {
    return to_text(setting_value{milliseconds{value}});
}

struct parser {
    std::string_view text;
    const setting_bounds& bounds;

    std::optional<std::string> operator()(std::string& into) const {
        const auto length = static_cast<std::int64_t>(text.size());
        if (outside(length, bounds))
            return range(bounds, show_integer) + " characters long";
        into = text;
        return std::nullopt;
    }

    std::optional<std::string> operator()(bool& into) const {
        const auto value = parse_boolean(trimmed(text));
        if (!value)
            return "must be True or False";
        into = *value;
        return std::nullopt;
    }

    std::optional<std::string> operator()(std::int64_t& into) const {
        const auto value = parse_integer(trimmed(text));
        if (!value)
            return "must be a whole number";
        if (outside(*value, bounds))
            return range(bounds, show_integer);
        into = *value;
        return std::nullopt;
    }

    std::optional<std::string> operator()(milliseconds& into) const {
        const auto value = parse_duration(trimmed(text));
        if (!value)
            return "must be a duration such as 250ms, 30s, 10m or 2h";
        if (outside(value->count(), bounds))
            return range(bounds, show_duration);
        into = *value;
        return std::nullopt;
    }

    std::optional<std::string> operator()(std::vector<std::string>& into) const {
        into = parse_list(text);
        return std::nullopt;
    }
};

struct printer {
    std::string operator()(const std::string& value) const { return value; }
    std::string operator()(bool value) const { return value ? "True" : "False"; }
    std::string operator()(std::int64_t value) const { return fmt::to_string(value); }
    std::string operator()(const std::vector<std::string>& value) const {
        return fmt::format("{}", fmt::join(value, ","));
    }
    std::string operator()(milliseconds value) const {
        if (value == 0ms)
            return "0s";
        for (const auto& each : {units[4], units[3], units[2], units[1]}) {
            if (value % each.length == 0ms)
                return fmt::format("{}{}", value / each.length, each.suffix);
        }
        return fmt::format("{}ms", value.count());
    }
};

} // namespace

std::optional<std::string> parse_setting(std::string_view text, const setting_bounds& bounds,
                                         setting_value& into) {
    return std::visit(parser{text, bounds}, into);
}

std::string to_text(const setting_value& value) {
    return std::visit(printer{}, value);
}

std::string_view kind_of(const setting_value& value) {
    constexpr std::array<std::string_view, std::variant_size_v<setting_value>> names{
        "text", "boolean", "integer", "duration", "list"};
    return names[value.index()];
}

} // namespace base
