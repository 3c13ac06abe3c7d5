#include "postgres/database_clock.hpp"

#include "async/sleep.hpp"
#include "base/errors.hpp"
#include "postgres/sql.hpp"

#include <algorithm>
#include <array>

namespace postgres {

using namespace std::chrono_literals;

database_clock::database_clock(pool& database, base::offset_clock& corrected, base::logger log)
    : database_{database}
    , corrected_{corrected}
    , log_{std::move(log)} {}

/// The server answers about half-way between sending and receiving.
async::task<std::chrono::microseconds> database_clock::sample(async::deadline until) {
    const base::system_clock here;
    const auto sent = here.now();
    const auto rows = co_await database_.run(lane::read, until, sql::app_clock);
    const auto received = here.now();
    co_return rows.value<base::instant>() - (sent + (received - sent) / 2);
}

async::task<> database_clock::measure(async::deadline until) {
    std::array<std::chrono::microseconds, 7> offsets{};
    for (auto& offset : offsets)
        offset = co_await sample(until);
    const auto median = offsets.begin() + offsets.size() / 2;
    std::ranges::nth_element(offsets, median);
    corrected_.offset(*median);
}

async::task<> database_clock::run() {
    for (;;) {
        try {
            co_await measure(async::deadline::after(5s));
        } catch (const base::outage& e) {
            log_.warning("the database's clock cannot be read", {{"error", e.what()}});
        } catch (const base::overload& e) {
            log_.warning("the database's clock cannot be read", {{"error", e.what()}});
        } catch (const base::deadline_exceeded& e) {
            log_.warning("the database's clock cannot be read", {{"error", e.what()}});
        }
        co_await async::sleep_for(30s);
    }
}

} // namespace postgres
