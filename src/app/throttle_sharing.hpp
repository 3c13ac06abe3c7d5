#pragma once

#include "async/task.hpp"
#include "http/admission.hpp"
#include "redis/client.hpp"

namespace app {

/// Tells the other threads and processes, through Redis, who has called often, and hears it from
/// them, four times a second. While Redis is away each counts alone. Runs until it is cancelled;
/// one a shard.
async::task<> share_throttles(http::admission& of, redis::client& redis);

} // namespace app
