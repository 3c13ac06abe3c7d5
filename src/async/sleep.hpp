#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"

namespace async {

/// Throws operation_aborted when the calling coroutine has been cancelled.
task<> throw_if_cancelled();

/// Throws operation_aborted when the calling coroutine is cancelled meanwhile.
task<> sleep_for(deadline::clock::duration time);

} // namespace async
