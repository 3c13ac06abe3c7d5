#include "app/throttle_sharing.hpp"

#include "async/sleep.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace app {
namespace {

using namespace std::chrono_literals;

constexpr auto interval = 250ms;
constexpr auto redis_timeout = 250ms;
/// A script holds Redis for as long as it runs: a part of a millisecond for so many.
constexpr std::size_t keys_a_script_max = 200;

/// KEYS: a counter of this period and one of the period before, in turn. ARGV: the seconds that
/// they are of use, then what each is raised by. Gives both counts of each.
const redis::script add_counts{R"(
local counts = {}
for i = 1, #KEYS, 2 do
    counts[i] = redis.call('INCRBY', KEYS[i], ARGV[1 + (i + 1) / 2])
    redis.call('EXPIRE', KEYS[i], ARGV[1])
    counts[i + 1] = tonumber(redis.call('GET', KEYS[i + 1]) or '0')
end
return counts
)"};

/// False when Redis is of no use now.
async::task<bool> share(http::throttle& of, std::string_view name, redis::client& redis,
                        std::span<http::throttle::count> counts) {
    std::vector<std::string> keys;
    std::vector<std::string> arguments{fmt::format("{}", 2 * of.allowed().period.count())};
    for (const auto& [key, period, requests] : counts) {
        for (const auto of_period : {period, period - 1})
            keys.push_back(fmt::format("marketplace:throttle:{}:{}:{}", name, key, of_period));
        arguments.push_back(fmt::format("{}", requests));
    }
    const auto all = co_await redis.try_eval(async::deadline::after(redis_timeout), add_counts,
                                             std::move(keys), std::move(arguments));
    if (!all)
        co_return false;
    for (std::size_t i = 0; i < counts.size() && 2 * i + 1 < all->elements.size(); ++i) {
        counts[i].requests = all->elements[2 * i].integer;
        of.learn(counts[i], all->elements[2 * i + 1].integer);
    }
    co_return true;
}

async::task<> share(http::throttle& of, std::string_view name, redis::client& redis) {
    auto counts = of.unshared();
    for (std::size_t at = 0; at < counts.size(); at += keys_a_script_max) {
        const auto some = std::min(keys_a_script_max, counts.size() - at);
        if (!co_await share(of, name, redis, std::span{counts}.subspan(at, some)))
            co_return;
    }
}

} // namespace

async::task<> share_throttles(http::admission& of, redis::client& redis) {
    while (true) {
        co_await async::sleep_for(interval);
        co_await share(of.users(), "user", redis);
        co_await share(of.addresses(), "address", redis);
    }
}

} // namespace app
