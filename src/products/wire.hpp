#pragma once

#include "http/request.hpp"
#include "http/response.hpp"
#include "json/decoder.hpp"
#include "products/types.hpp"

#include <expected>

#include <boost/json/object.hpp>

namespace products {

boost::json::object to_json(const product& of);

/// `whole` (POST, PUT): the required fields must be there. What is wrong stands in `in`.
product_change decode_product_change(json::object_decoder& in, bool whole);
/// From what a good body of a POST holds.
new_product to_new_product(product_change filled);

/// store, is_available; or 400 that names each bad parameter.
std::expected<product_filter, http::response> decode_filter(const http::query& from);

} // namespace products
