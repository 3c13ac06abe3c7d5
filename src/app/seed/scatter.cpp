#include "app/seed/scatter.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <iterator>
#include <numbers>

#include <fmt/format.h>

namespace app {

namespace {

// Of a degree along a meridian.
constexpr double metres_per_degree = 111'195;
constexpr double share_new = 0.5;
constexpr double share_regular = 0.85;

std::vector<double> weights(const std::vector<place>& places) {
    std::vector<double> all;
    all.reserve(places.size());
    for (const auto& p : places)
        all.push_back(static_cast<double>(p.population));
    return all;
}

void append_double_hex(std::string& out, double value) {
    auto bits = std::bit_cast<std::uint64_t>(value);
    for (int i = 0; i < 8; ++i, bits >>= 8)
        fmt::format_to(std::back_inserter(out), "{:02X}", bits & 0xFF);
}

} // namespace

scatter::scatter(const std::vector<place>& places, const place& home, options with)
    : places_{places}
    , home_{home}
    , with_{with}
    , dice_{with.seed}
    , metres_{0, with.sigma_m} {
    const auto by_population = weights(places);
    by_population_ =
        std::discrete_distribution<std::size_t>(by_population.begin(), by_population.end());
}

base::geo_point scatter::near(base::geo_point center) {
    const double latitude =
        std::clamp(center.latitude() + metres_(dice_) / metres_per_degree, -90.0, 90.0);
    const double shrink = std::max(0.01, std::cos(latitude * std::numbers::pi / 180));
    double longitude = center.longitude() + metres_(dice_) / (metres_per_degree * shrink);
    if (longitude > 180)
        longitude -= 360;
    if (longitude < -180)
        longitude += 360;
    return base::geo_point::from_degrees(latitude, longitude).value_or(center);
}

seeded_shopper scatter::next() {
    const auto& lives_in =
        share_(dice_) < with_.home_share ? home_ : places_[by_population_(dice_)];
    const auto location = near(lives_in.location);
    const double kind = share_(dice_);
    const auto* type = kind < share_new ? "new" : kind < share_regular ? "regular" : "frequent";
    return {location, type, lives_in.country};
}

void append_copy_row(std::string& out, std::int64_t number, std::string_view password_hash,
                     const seeded_shopper& one) {
    // A point as PostGIS reads it: little-endian EWKB with SRID 4326.
    fmt::format_to(std::back_inserter(out), "shopper{}\t{}\t{}\tseed\t0101000020E6100000", number,
                   password_hash, one.user_type);
    append_double_hex(out, one.location.longitude());
    append_double_hex(out, one.location.latitude());
    out += one.country == "CO" ? "\tAmerica/Bogota\n" : "\tUTC\n";
}

} // namespace app
