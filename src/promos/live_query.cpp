#include "promos/live_query.hpp"

#include "json/text.hpp"

namespace promos {
namespace {

constexpr double radius_m_max = 100'000;

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

std::expected<live_query, json::field_errors> read_live_query(const http::query& from) {
    live_query query;
    json::field_errors errors;
    if (const auto text = from.find("near")) {
        query.near = parse_point(*text);
        if (!query.near)
            errors["near"].push_back("Enter a latitude and a longitude: near=lat,lng.");
    }
    if (const auto text = from.find("radius_m")) {
        query.radius_m = json::parse_number(*text);
        if (!query.radius_m || !(*query.radius_m >= 1 && *query.radius_m <= radius_m_max)) {
            errors["radius_m"].push_back("Enter a number of metres from 1 to 100000.");
        } else if (!from.find("near")) {
            errors["near"].push_back("This field is required.");
        }
    }
    if (const auto text = from.find("segment")) {
        query.for_segment = parse_segment(*text);
        if (!query.for_segment) {
            errors["segment"].push_back(fmt::format("\"{}\" is not a valid choice.", *text));
        }
    }
    if (!errors.empty())
        return std::unexpected{std::move(errors)};
    return query;
}

} // namespace promos
