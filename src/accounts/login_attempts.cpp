#include "accounts/login_attempts.hpp"

#include "accounts/digest.hpp"
#include "accounts/sql.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"
#include "http/client_network.hpp"

#include <limits>
#include <vector>

#include <fmt/format.h>

namespace accounts {
namespace {

using postgres::lane;
using postgres::params;

/// A log-in does not wait longer for Redis: PostgreSQL counts too.
constexpr std::chrono::milliseconds redis_timeout{250};

/// KEYS: what is counted. ARGV: what each allows, then the period in seconds. Gives the seconds
/// until all allow another attempt; 0 and counted when they do now.
const redis::script count_attempt{R"(
local wait = 0
for i, key in ipairs(KEYS) do
    if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[i]) then
        wait = math.max(wait, redis.call('TTL', key), 1)
    end
end
if wait > 0 then
    return wait
end
for _, key in ipairs(KEYS) do
    if redis.call('INCR', key) == 1 then
        redis.call('EXPIRE', key, ARGV[#ARGV])
    end
end
return 0
)"};

/// KEYS: what was counted. A count that has ended is not begun again.
const redis::script take_attempt_back{R"(
for _, key in ipairs(KEYS) do
    if tonumber(redis.call('GET', key) or '0') > 0 then
        redis.call('DECR', key)
    end
end
return 0
)"};

std::int64_t allowed(std::int64_t limit) {
    return limit > 0 ? limit : std::numeric_limits<std::int32_t>::max();
}

/// The account's and the address's, in order.
std::vector<std::string> keys_of(const login_attempts::attempt& made) {
    // Names that differ in case alone are guessed alike.
    const auto account = digest(base::lower_case(made.username));
    return {
        fmt::format("marketplace:login_attempts:account:{}", base::to_hex(base::as_bytes(account))),
        fmt::format("marketplace:login_attempts:address:{}", http::client_network(made.address))};
}

} // namespace

login_attempts::login_attempts(redis::client& redis, postgres::pool& pool,
                               login_attempt_limits limits, base::logger log)
    : redis_{redis}
    , pool_{pool}
    , limits_{limits}
    , log_{std::move(log)} {}

async::task<std::optional<std::chrono::seconds>> login_attempts::begin(async::deadline until,
                                                                       attempt made) {
    const auto keys = keys_of(made);
    const std::vector limits{allowed(limits_.per_account), allowed(limits_.per_address)};
    std::optional<std::int64_t> wait;
    if (const auto said =
            co_await redis_.try_eval(async::deadline::after(redis_timeout), count_attempt, keys,
                                     {fmt::format("{}", limits[0]), fmt::format("{}", limits[1]),
                                      fmt::format("{}", limits_.period.count())})) {
        wait = said->integer;
    } else {
        const auto counted = co_await pool_.run(
            lane::work, until, sql::count_login_attempt,
            params{keys, limits, static_cast<std::int64_t>(limits_.period.count())});
        wait = counted[0].at<std::optional<std::int64_t>>(0);
    }
    if (wait.value_or(0) <= 0)
        co_return std::nullopt;
    log_.warning("too many log-ins", {{"address", made.address}, {"seconds", *wait}});
    co_return std::chrono::seconds{*wait};
}

async::task<> login_attempts::take_back(async::deadline until, attempt made) {
    const auto keys = keys_of(made);
    if (!co_await redis_.try_eval(async::deadline::after(redis_timeout), take_attempt_back, keys,
                                  {}))
        co_await pool_.run(lane::work, until, sql::take_login_attempt_back, params{keys});
}

} // namespace accounts
