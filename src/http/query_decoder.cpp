#include "http/query_decoder.hpp"

#include "json/text.hpp"

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

std::optional<double> query_decoder::metres(std::string_view key, double min, double max) {
    const auto given = text(key);
    if (!given)
        return std::nullopt;
    const auto value = json::parse_number(*given);
    if (value && *value >= min && *value <= max)
        return value;
    fail(key, fmt::format("Enter a number of metres from {} to {}.", min, max));
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

void query_decoder::fail(std::string_view key, std::string message) {
    errors_[std::string{key}].push_back(std::move(message));
}

} // namespace http
