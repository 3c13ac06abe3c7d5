#include "base/geo_point.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace base {

double distance_m(geo_point a, geo_point b) {
    constexpr double earth_radius_m = 6'371'008.8;
    constexpr double radians = std::numbers::pi / 180.0;

    const double sin_lat = std::sin((b.latitude() - a.latitude()) * radians / 2);
    const double sin_lng = std::sin((b.longitude() - a.longitude()) * radians / 2);
    const double h = sin_lat * sin_lat + std::cos(a.latitude() * radians) *
                                             std::cos(b.latitude() * radians) * sin_lng * sin_lng;
    return 2 * earth_radius_m * std::asin(std::min(1.0, std::sqrt(h)));
}

} // namespace base
