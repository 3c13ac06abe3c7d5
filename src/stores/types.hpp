#pragma once

#include "base/clock.hpp"
#include "base/geo_point.hpp"
#include "base/listing.hpp"
#include "base/strong_id.hpp"

#include <optional>
#include <string>

namespace stores {

/// A merchant's shop. Its place and time zone decide where and when its promos are.
struct store {
    base::store_id id;
    base::user_id owner;
    std::string name;
    std::string address;
    base::geo_point location;
    bool is_active = true;
    /// An IANA name with a '/', or UTC.
    std::string time_zone;
    /// Whether a shopper must be within a promo's radius to reserve.
    bool reserve_radius_check = true;
    base::instant created_at;
    /// From the point that a list was asked for.
    std::optional<double> distance_m;
};

/// The fields of a new store.
struct new_store {
    std::string name;
    std::string address;
    base::geo_point location;
    bool is_active = true;
    std::string time_zone;
    bool reserve_radius_check = true;
};

/// Only what is set changes.
struct store_change {
    std::optional<std::string> name;
    std::optional<std::string> address;
    std::optional<base::geo_point> location;
    std::optional<bool> is_active;
    std::optional<std::string> time_zone;
    std::optional<bool> reserve_radius_check;
};

/// Which stores a list holds; nearest first when `near` is set, otherwise by id.
struct store_filter {
    std::optional<base::geo_point> near;
    double radius_m = 5000;
    std::optional<base::user_id> owner;
    std::optional<bool> is_active;
    /// Words that are all in the name or the address, in any case.
    std::optional<std::string> search;
    base::list_order order;
};

} // namespace stores
