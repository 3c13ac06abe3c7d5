#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "postgres/pool.hpp"

#include <cstdint>

namespace accounts {

/// `accounts.recompute_segments`, nightly: raises segments from the purchases completed in the last
/// 90 days (regular: 1 or 2, frequent: 3 or more). It never lowers one, and leaves those that staff
/// or the seed decided. Goes through all users in slices, each its own transaction; idempotent.
/// Gives how many were raised.
async::task<std::int64_t> recompute_segments(postgres::pool& pool, async::deadline until);

struct pruned {
    std::int64_t idempotency_keys = 0;
    std::int64_t refresh_tokens = 0;
    std::int64_t password_resets = 0;
    std::int64_t login_attempts = 0;
};
/// Deletes stored answers older than 24 hours and refresh tokens and links that expired over a day
/// ago, in slices, and counts of log-ins that are over: a part of the hourly clean-up.
async::task<pruned> prune_expired(postgres::pool& pool, async::deadline until);

} // namespace accounts
