#pragma once

#include "http/request.hpp"
#include "http/response.hpp"

#include <exception>

namespace http {

/// The answer to what a handler let out, and its line in the log: 503 with Retry-After for an
/// outage, an overload or a lost deadline, 500 for all else. `show_errors` puts the exception's
/// text into a 500.
response answer_to_failure(std::exception_ptr failure, const request& in, bool show_errors);

} // namespace http
