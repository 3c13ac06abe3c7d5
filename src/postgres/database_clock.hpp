#pragma once

#include "async/task.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "postgres/pool.hpp"

namespace postgres {

/// Keeps a process's clock on the database's (app_clock(), a test's offset included): timers then
/// fire when the database agrees that it is time.
class database_clock {
public:
    /// Both must outlive this object.
    database_clock(pool& database, base::offset_clock& corrected, base::logger log);

    /// Corrects the clock once, by the median of seven round trips. Throws what pool::run throws.
    async::task<> measure(async::deadline until);

    /// Measures every 30 s, until cancelled. During an outage the last offset stays.
    async::task<> run();

private:
    async::task<std::chrono::microseconds> sample(async::deadline until);

    pool& database_;
    base::offset_clock& corrected_;
    base::logger log_;
};

} // namespace postgres
