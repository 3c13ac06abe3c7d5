#pragma once

#include "http/request.hpp"
#include "http/response.hpp"
#include "reservations/errors.hpp"
#include "reservations/service.hpp"
#include "reservations/types.hpp"

#include <expected>
#include <optional>
#include <string>

#include <boost/json/object.hpp>

namespace reservations {

boost::json::object to_json(const reservation& shown);

/// The same as text, without the detour: the answer of the busiest route.
std::string to_json_text(const reservation& shown);

http::response to_response(error why);

/// The request's Idempotency-Key with its digest; nothing when it has none. 400 for a bad one.
std::expected<std::optional<idempotency>, http::response> read_key(const http::request& from);

/// `status` and `promo`; a value that is no choice is a 400 that names its field.
std::expected<list_filter, http::response> read_filter(const http::query& from);

} // namespace reservations
