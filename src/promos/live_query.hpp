#pragma once

#include "http/request.hpp"
#include "json/decoder.hpp"
#include "promos/board_snapshot.hpp"

#include <expected>

namespace promos {

/// `near=lat,lng`, `radius_m` (1 to 100,000; only with `near`) and `segment`; which page is the
/// caller's affair.
std::expected<live_query, json::field_errors> read_live_query(const http::query& from);

} // namespace promos
