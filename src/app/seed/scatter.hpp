#pragma once

#include "app/seed/places.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace app {

/// A made-up shopper.
struct seeded_shopper {
    base::geo_point location;
    /// "new", "regular" or "frequent".
    std::string_view user_type;
    /// ISO 3166-1 alpha-2 of where the shopper lives.
    std::string_view country;
};

/// Scatters shoppers over the world: a share around one home city, normally distributed, the others
/// around places drawn in proportion to their population. The same seed gives the same shoppers.
class scatter {
public:
    struct options {
        double home_share = 0.4;
        double sigma_m = 2000;
        std::uint64_t seed = 1;
    };

    /// `home` is one of `places`, which outlive this.
    scatter(const std::vector<place>& places, const place& home, options with);

    seeded_shopper next();

private:
    base::geo_point near(base::geo_point center);

    const std::vector<place>& places_;
    const place& home_;
    options with_;
    std::mt19937_64 dice_;
    std::discrete_distribution<std::size_t> by_population_;
    std::uniform_real_distribution<double> share_{0, 1};
    std::normal_distribution<double> metres_;
};

/// The rows of COPY users (username, password_hash, user_type, segment_source, location,
/// time_zone), in its text format.
void append_copy_row(std::string& out, std::int64_t number, std::string_view password_hash,
                     const seeded_shopper& one);

} // namespace app
