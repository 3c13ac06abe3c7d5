#pragma once

#include "http/request.hpp"
#include "json/decoder.hpp"
#include "promos/board_snapshot.hpp"

#include <expected>

namespace promos {

struct live_request {
    live_query query;
    bool upcoming = false;               ///< what opens next, instead of what is open
    std::optional<base::promo_id> promo; ///< the open or next window of this one alone
};

/// `near=lat,lng`, `radius_m` (1 to 100,000; only with `near`), `segment`, `upcoming`, `promo`;
/// which page is the caller's affair.
std::expected<live_request, json::field_errors> read_live_query(const http::query& from);

} // namespace promos
