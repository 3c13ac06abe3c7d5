#pragma once

#include <optional>

namespace base {

/// A place on WGS 84, in degrees.
class geo_point {
public:
    /// Nothing unless -90 <= latitude <= 90 and -180 <= longitude <= 180 (so never NaN).
    static constexpr std::optional<geo_point> from_degrees(double latitude, double longitude) {
        if (!(latitude >= -90.0 && latitude <= 90.0))
            return std::nullopt;
        if (!(longitude >= -180.0 && longitude <= 180.0))
            return std::nullopt;
        return geo_point{latitude, longitude};
    }

    constexpr double latitude() const { return latitude_; }
    constexpr double longitude() const { return longitude_; }

    friend constexpr bool operator==(geo_point, geo_point) = default;

private:
    constexpr geo_point(double latitude, double longitude)
        : latitude_{latitude}
        , longitude_{longitude} {}

    double latitude_;
    double longitude_;
};

/// Great-circle distance on a sphere of the Earth's mean radius: within 0.6 % of the ellipsoid's.
double distance_m(geo_point a, geo_point b);

} // namespace base
