#pragma once

#include "http/request.hpp"
#include "json/decoder.hpp"
#include "notifications/live/frame.hpp"

#include <expected>
#include <optional>
#include <vector>

namespace notifications::live {

/// How many promos and stores one stream may name.
inline constexpr std::size_t named_max = 50;

/// Which windows a stream hears of: those near a point, those named, those of named stores; each
/// adds to the others. Without any of them: all windows.
class interest {
public:
    interest() = default;

    /// `near=lat,lng` with `radius_m` (otherwise each window's own), `promo=3,4`, `store=2`.
    static std::expected<interest, json::field_errors> parse(const http::query& from);

    bool hears(const place& of) const;

private:
    bool is_near(const place& of) const;

    std::optional<base::geo_point> near_;
    std::optional<double> radius_m_;
    std::vector<base::promo_id> promos_;
    std::vector<base::store_id> stores_;
};

} // namespace notifications::live
