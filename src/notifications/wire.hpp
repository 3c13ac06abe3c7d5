#pragma once

#include "http/request.hpp"
#include "http/response.hpp"
#include "notifications/types.hpp"

#include <expected>
#include <optional>

#include <boost/json/object.hpp>

namespace notifications {

boost::json::object to_json(const inbox_notice& shown);
boost::json::object to_json(const store_stats& shown);
boost::json::object to_json(const promo_funnel& shown);
boost::json::object to_json(const store_summary& shown);

struct stats_query {
    std::int32_t days = 30;
    std::optional<base::store_id> store{};
};

/// days=1..90 and store=ID; or 400 that names each bad parameter.
std::expected<stats_query, http::response> decode_stats_query(const http::query& from);

} // namespace notifications
