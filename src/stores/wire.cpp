#include "stores/wire.hpp"

#include "base/errors.hpp"
#include "http/query_decoder.hpp"

namespace stores {
namespace {

constexpr std::size_t name_length_max = 255;
constexpr std::size_t address_length_max = 500;
constexpr double radius_m_min = 1;
constexpr double radius_m_max = 100'000;

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
    in.refuse_null({"address", "is_active", "time_zone", "reserve_radius_check"});
    store_change change;
    change.name = in.required_text("name", {.length_max = name_length_max});
    if (whole) {
        change.location = in.required_point();
    } else {
        change.location = in.optional_point();
        in.refuse_null({"latitude", "longitude"});
    }
    change.address =
        in.optional_text("address", {.length_max = address_length_max, .blank_allowed = true});
    change.is_active = in.optional_boolean("is_active");
    change.time_zone = in.optional_text("time_zone", {.blank_allowed = true});
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
    http::query_decoder in{from};
    store_filter filter;
    filter.near = in.point("near");
    filter.radius_m = in.metres("radius_m", radius_m_min, radius_m_max).value_or(filter.radius_m);
    filter.owner = in.id<base::user_id>("owner");
    filter.is_active = in.boolean("is_active");
    filter.search = in.search();
    filter.order = in.ordering({"name", "created_at"});
    return in.finish(filter);
}

} // namespace stores
