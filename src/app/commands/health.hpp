#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"

#include <cstdint>
#include <string_view>

namespace app {

/// Whether GET http://127.0.0.1:port/path is answered with 200 in time. Never throws for an answer
/// that does not come.
async::task<bool> is_well(std::uint16_t port, std::string_view path, async::deadline until);

} // namespace app
