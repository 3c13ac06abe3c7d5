#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "base/log.hpp"
#include "postgres/pool.hpp"
#include "redis/client.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace accounts {

/// Log-ins that may fail within `period`; 0: no limit.
struct login_attempt_limits {
    std::int64_t per_account = 10; ///< of a user name, whether or not it exists
    std::int64_t per_address = 100;
    std::chrono::seconds period = std::chrono::minutes{15};
};

/// Counts log-ins, in Redis and, while that is away, in PostgreSQL. One a shard. An attempt counts
/// before its password is looked at, so that many at a time are no way around, and is taken back
/// when the password was right.
class login_attempts {
public:
    login_attempts(redis::client& redis, postgres::pool& pool, login_attempt_limits limits,
                   base::logger log);

    struct attempt {
        std::string username;
        std::string address;
    };

    /// Nothing when the attempt may be made; else how long until one may.
    async::task<std::optional<std::chrono::seconds>> begin(async::deadline until, attempt made);

    /// It did not fail: the password was right, or nobody has looked at it.
    async::task<> take_back(async::deadline until, attempt made);

private:
    redis::client& redis_;
    postgres::pool& pool_;
    login_attempt_limits limits_;
    base::logger log_;
};

} // namespace accounts
