#pragma once

#include "http/request.hpp"
#include "http/response.hpp"

#include <expected>

#include <boost/json/value.hpp>

namespace http {

/// The request's JSON body (an empty body is an empty object), or the answer that refuses it: 400
/// {"detail": "JSON parse error - ..."} for broken JSON or more than 32 levels, 415 for another
/// Content-Type.
std::expected<boost::json::value, response> json_body(const request& from);

} // namespace http
