#pragma once

#include "accounts/login_attempts.hpp"
#include "support/loop.hpp"

#include <string>

namespace testing_support {

/// What counts log-ins, with a Redis of the caller's or, as while Redis is away, without.
class login_counter {
public:
    explicit login_counter(pool_loop& with, accounts::login_attempt_limits limits = {},
                           const std::string& redis_url = "redis://127.0.0.1:1/0")
        : loop_{with}
        , redis_{with.executor(), redis::address::parse(redis_url), {}}
        , attempts_{redis_, with.pool(), limits, {}} {}
    ~login_counter() {
        loop_.run([this] { return redis_.close(); });
    }
    login_counter(const login_counter&) = delete;
    login_counter& operator=(const login_counter&) = delete;

    accounts::login_attempts& attempts() { return attempts_; }

private:
    pool_loop& loop_;
    redis::client redis_;
    accounts::login_attempts attempts_;
};

} // namespace testing_support
