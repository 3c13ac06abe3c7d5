#pragma once

#include "http/request.hpp"
#include "http/response.hpp"
#include "json/decoder.hpp"
#include "stores/types.hpp"

#include <expected>
#include <optional>

#include <boost/json/object.hpp>

namespace stores {

boost::json::object to_json(const store& of);

/// `whole` (POST, PUT): the required fields must be there. What is wrong stands in `in`.
store_change decode_store_change(json::object_decoder& in, bool whole);
/// From what a good body of a POST holds.
new_store to_new_store(store_change filled);

/// near=lat,lng with radius_m, owner, is_active; or 400 that names each bad parameter.
std::expected<store_filter, http::response> decode_filter(const http::query& from);

} // namespace stores
