#pragma once

#include <string>

#include <boost/json/value.hpp>

namespace tasks {

/// Python's repr() of a JSON value, cut to `size_max` bytes with "..." as Celery's argsrepr is.
std::string python_repr(const boost::json::value& value, std::size_t size_max = 1024);

} // namespace tasks
