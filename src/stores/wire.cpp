#include "stores/wire.hpp"

#include "base/errors.hpp"
#include "json/text.hpp"

namespace stores {
namespace {

constexpr std::size_t name_length_max = 255;
constexpr std::size_t address_length_max = 500;
constexpr double radius_m_min = 1;
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

std::optional<bool> parse_boolean(std::string_view text) {
    if (text == "true" || text == "True" || text == "1")
        return true;
    if (text == "false" || text == "False" || text == "0")
        return false;
    return std::nullopt;
}

} // namespace

boost::json::object to_json(const store& of) {
    boost::json::object out;
    out["id"] = of.id.value();
    out["name"] = of.name;
    out["latitude"] = of.location.latitude();
    out["longitude"] = of.location.longitude();
    out["address"] = of.address;
    out["is_active"] = of.is_active;
    out["created_at"] = base::to_rfc3339(of.created_at);
    out["owner"] = of.owner.value();
    out["time_zone"] = of.time_zone;
    out["reserve_radius_check"] = of.reserve_radius_check;
    if (of.distance_m)
        out["distance"] = *of.distance_m;
    return out;
}

store_change decode_store_change(json::object_decoder& in, bool whole) {
    in.ignore({"id", "owner", "created_at", "distance"});
    if (!whole)
        in.partial();
    store_change change;
    change.name = in.required_text("name", {.length_max = name_length_max});
    if (whole) {
        change.location = in.required_point();
    } else {
        change.location = in.optional_point();
        for (const auto* key : {"latitude", "longitude"}) {
            if (in.is_null(key))
                in.fail(key, "This field may not be null.");
        }
    }
    change.address =
        in.optional_text("address", {.length_max = address_length_max, .blank_allowed = true});
    change.is_active = in.optional_boolean("is_active");
    change.time_zone = in.optional_text("time_zone");
    change.reserve_radius_check = in.optional_boolean("reserve_radius_check");
    return change;
}

new_store to_new_store(store_change filled) {
    MARKETPLACE_ASSERT(filled.name && filled.location);
    return {std::move(*filled.name),
            std::move(filled.address).value_or(""),
            *filled.location,
            filled.is_active.value_or(true),
            std::move(filled.time_zone).value_or("UTC"),
            filled.reserve_radius_check.value_or(true)};
}

std::expected<store_filter, http::response> decode_filter(const http::query& from) {
    store_filter filter;
    json::field_errors errors;
    if (const auto near = from.find("near")) {
        filter.near = parse_point(*near);
        if (!filter.near)
            errors["near"].emplace_back("Enter a point as \"latitude,longitude\" in degrees.");
    }
    if (const auto radius = from.find("radius_m")) {
        const auto metres = json::parse_number(*radius);
        if (metres && *metres >= radius_m_min && *metres <= radius_m_max) {
            filter.radius_m = *metres;
        } else {
            errors["radius_m"].push_back(
                fmt::format("Enter a number of metres from {} to {}.", radius_m_min, radius_m_max));
        }
    }
    if (const auto owner = from.find("owner")) {
        const auto id = json::parse_integer(*owner);
        if (id)
            filter.owner = base::user_id{*id};
        else
            errors["owner"].emplace_back("Enter a number.");
    }
    if (const auto is_active = from.find("is_active")) {
        filter.is_active = parse_boolean(*is_active);
        if (!filter.is_active)
            errors["is_active"].emplace_back("Must be a valid boolean.");
    }
    if (!errors.empty())
        return std::unexpected{http::invalid(errors)};
    return filter;
}

} // namespace stores
