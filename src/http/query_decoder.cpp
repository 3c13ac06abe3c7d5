#include "http/query_decoder.hpp"

#include "json/text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace http {
namespace {

std::optional<base::geo_point> parse_point(std::string_view text) {
    const auto comma = text.find(',');
    if (comma == std::string_view::npos)
        return std::nullopt;
    const auto latitude = json::parse_number(json::trimmed(text.substr(0, comma)));
    const auto longitude = json::parse_number(json::trimmed(text.substr(comma + 1)));
    if (!latitude || !longitude)
        return std::nullopt;
    return base::geo_point::from_degrees(*latitude, *longitude);
}

} // namespace

std::optional<bool> query_decoder::boolean(std::string_view key) {
    const auto given = text(key);
    if (!given)
        return std::nullopt;
    const auto value = json::parse_boolean(*given);
    if (!value)
        fail(key, "Must be a valid boolean.");
    return value;
}

std::optional<std::int64_t> query_decoder::integer(std::string_view key,
                                                   json::integer_bounds bounds) {
    const auto given = text(key);
    if (!given)
        return std::nullopt;
    const auto value = json::parse_integer(*given);
    if (value && *value >= bounds.min && *value <= bounds.max)
        return value;
    if (!value)
        fail(key, "Enter a number.");
    else if (*value < bounds.min)
        fail(key, fmt::format("Ensure this value is greater than or equal to {}.", bounds.min));
    else
        fail(key, fmt::format("Ensure this value is less than or equal to {}.", bounds.max));
    return std::nullopt;
}

std::optional<std::int64_t> query_decoder::key_of(std::string_view key) {
    const auto given = text(key);
    const auto value = given ? json::parse_integer(*given) : std::nullopt;
    if (given && !value)
        fail(key, "Select a valid choice. That choice is not one of the available choices.");
    return value;
}

std::optional<double> query_decoder::metres(std::string_view key, double min, double max) {
    const auto given = text(key);
    if (!given)
        return std::nullopt;
    const auto value = json::parse_number(*given);
    if (value && *value >= min && *value <= max)
        return value;
    if (!value || !std::isfinite(*value))
        fail(key, "Enter a number.");
    else if (*value < min)
        fail(key, fmt::format("Ensure this value is greater than or equal to {}.", min));
    else
        fail(key, fmt::format("Ensure this value is less than or equal to {}.", max));
    return std::nullopt;
}

std::optional<base::geo_point> query_decoder::point(std::string_view key) {
    const auto given = text(key);
    if (!given)
        return std::nullopt;
    const auto value = parse_point(*given);
    if (!value)
        fail(key, "Enter a point as \"latitude,longitude\" in degrees.");
    return value;
}

std::optional<std::string_view> query_decoder::text(std::string_view key) const {
    const auto given = from_.find(key);
    return given && !given->empty() ? given : std::nullopt;
}

std::optional<std::string_view> query_decoder::choice(std::string_view key,
                                                      std::span<const std::string_view> choices) {
    const auto given = text(key);
    if (!given || std::ranges::find(choices, *given) != choices.end())
        return given;
    fail(key,
         fmt::format("Select a valid choice. {} is not one of the available choices.", *given));
    return std::nullopt;
}

std::optional<std::string> query_decoder::search() {
    const auto given = text("search");
    if (!given)
        return std::nullopt;
    if (given->contains('\0')) {
        fail("search", "Null characters are not allowed.");
        return std::nullopt;
    }
    std::string words;
    for (const char c : *given) {
        const bool separates = c == ',' || c == ' ' || (c >= '\t' && c <= '\r');
        if (!separates)
            words += c;
        else if (!words.empty() && words.back() != ' ')
            words += ' ';
    }
    if (words.ends_with(' '))
        words.pop_back();
    return words;
}

base::list_order query_decoder::ordering(std::initializer_list<std::string_view> keys) const {
    base::list_order order;
    auto rest = text("ordering").value_or("");
    while (!rest.empty()) {
        const auto end = std::min(rest.find(','), rest.size());
        auto word = json::trimmed(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const bool descending = word.starts_with('-');
        word.remove_prefix(descending ? 1 : 0);
        const auto* known = std::ranges::find(keys, word);
        if (known != keys.end() &&
            std::ranges::find(order, *known, &base::order_term::key) == order.end())
            order.push_back({*known, descending});
    }
    return order;
}

void query_decoder::fail(std::string_view key, std::string message) {
    errors_[std::string{key}].push_back(std::move(message));
}

} // namespace http
