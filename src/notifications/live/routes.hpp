#pragma once

#include "http/router.hpp"
#include "notifications/live/hub.hpp"
#include "notifications/live/seats.hpp"

namespace notifications::live {

/// /api/live/: the stream of what happens, as server-sent events.
void register_routes(http::router& router, hub& streams, seats& open);

} // namespace notifications::live
