#pragma once

#include "base/log.hpp"

#include <memory>

namespace async {

/// Writes lines to standard error from a thread of its own. When the reader of that stream is slow,
/// the oldest of 8,192 waiting lines is given up before a caller waits.
std::shared_ptr<base::log_sink> make_console_sink();

} // namespace async
