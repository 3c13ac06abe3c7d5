#pragma once

#include "base/geo_point.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace app {

/// A populated place of GeoNames (geonames.org, CC BY 4.0).
struct place {
    std::string name;
    /// ISO 3166-1 alpha-2.
    std::string country;
    std::int64_t population = 0;
    base::geo_point location;
};

/// All places that are built into the program, the most populous first; empty when it was built
/// without them
/// (`make setup` fetches them). Takes about 30 ms.
std::vector<place> read_places();

/// Reads the table that src/app/tools/pack_places.cpp writes. Throws std::runtime_error when it is
/// broken.
std::vector<place> read_places(std::string_view compressed);

/// The most populous place of that name; case and accents matter not ("medellin" finds "Medellín").
const place* find_place(const std::vector<place>& places, std::string_view name);

} // namespace app
