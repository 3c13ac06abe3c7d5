#pragma once

#include "redis/script.hpp"

namespace tasks::scripts {

/// KEYS: unacked, unacked_index, leases, lists. ARGV: worker, first tag number, count, lease
/// seconds, then the queue's name of each list. Answers tag, queue, message of each; looks at the
/// length of each list when there is none.
extern const redis::script fetch;

/// KEYS: unacked, unacked_index. ARGV: ttl, then (tag, result key, result, push key, push) of each.
/// Answers 1 or 0 of each. A stored SUCCESS is never replaced.
extern const redis::script settle;

/// KEYS and ARGV: (result key, result) of each after the ttl; for results on another server than
/// the queues.
extern const redis::script store;

/// KEYS: unacked, unacked_index. ARGV: tags.
extern const redis::script give_back;

/// KEYS: unacked_index, leases. ARGV: worker, lease seconds, tags.
extern const redis::script renew;

/// KEYS: unacked, unacked_index, leases. ARGV: visibility timeout, how many at most. Answers how
/// many went back.
extern const redis::script reclaim;

} // namespace tasks::scripts
