#include "tasks/broker.hpp"

#include "base/random.hpp"
#include "tasks/message.hpp"
#include "tasks/scripts.hpp"

#include <algorithm>

namespace tasks {
namespace {

constexpr std::size_t fetch_max = 500;
constexpr std::size_t tags_max = 2000;
constexpr std::size_t reclaim_max = 2000;

/// Of the keys of a fetch, those before the queues.
constexpr std::ptrdiff_t bookkeeping_keys = 3;

const std::string unacked = "unacked";
const std::string unacked_index = "unacked_index";
const std::string leases = "marketplace:leases";

std::string seconds(std::chrono::milliseconds time) {
    return fmt::format("{}", static_cast<double>(time.count()) / 1000.0);
}

/// "mp" is how the scripts tell our tags from Python's.
std::string make_worker_id() {
    return "mp" + base::random_uuid();
}

} // namespace

broker::broker(broker_config config, redis::client& queues, redis::client& results)
    : config_{std::move(config)}
    , queues_{queues}
    , results_{results}
    , worker_id_{make_worker_id()}
    , fetch_keys_{unacked, unacked_index, leases} {
    for (const int priority : priority_steps) {
        for (const auto& queue : config_.queues) {
            fetch_keys_.push_back(queue_key(queue, priority));
            fetch_queues_.push_back(queue);
        }
    }
}

bool broker::is_queue(std::string_view key) const {
    return std::find(fetch_keys_.begin() + bookkeeping_keys, fetch_keys_.end(), key) !=
           fetch_keys_.end();
}

async::task<std::vector<delivery>> broker::fetch(std::size_t count) {
    count = std::min(count, fetch_max);
    std::vector<std::string> arguments{worker_id_, std::to_string(next_tag_), std::to_string(count),
                                       seconds(config_.lease)};
    const auto first = std::exchange(next_tag_, next_tag_ + count); // a tag is never used twice
    arguments.insert(arguments.end(), fetch_queues_.begin(), fetch_queues_.end());
    redis::reply got;
    try {
        got = co_await queues_.eval(soon(), scripts::fetch, fetch_keys_, std::move(arguments));
    } catch (...) {
        uncertain_.push_back({first, count});
        throw;
    }
    std::vector<delivery> deliveries;
    for (std::size_t i = 0; i + 2 < got.elements.size(); i += 3) {
        deliveries.push_back({std::move(got.elements[i].text), std::move(got.elements[i + 1].text),
                              std::move(got.elements[i + 2].text)});
    }
    co_return deliveries;
}

async::task<std::vector<bool>> broker::settle(const std::vector<settlement>& ended) {
    const auto ttl = std::to_string(config_.result_ttl.count());
    const bool apart = &queues_ != &results_;
    std::vector<std::string> arguments{ttl};
    std::vector<std::string> to_store{ttl};
    for (const auto& one : ended) {
        const bool here = !apart || one.result_key.empty();
        if (!here)
            to_store.insert(to_store.end(), {one.result_key, one.result});
        arguments.insert(arguments.end(), {one.tag, here ? one.result_key : "",
                                           here ? one.result : "", one.push_key, one.push});
    }
    // Elsewhere a result is stored before the acknowledgement: a death between the two runs the
    // task again.
    if (to_store.size() > 1)
        co_await results_.eval(soon(), scripts::store, {}, std::move(to_store));
    const auto got = co_await queues_.eval(soon(), scripts::settle, {unacked, unacked_index},
                                           std::move(arguments));
    std::vector<bool> ours;
    for (const auto& one : got.elements)
        ours.push_back(one.integer == 1);
    ours.resize(ended.size());
    co_return ours;
}

async::task<> broker::give_back(std::vector<std::string> tags) {
    for (std::size_t from = 0; from < tags.size(); from += tags_max) {
        const auto to = std::min(tags.size(), from + tags_max);
        std::vector<std::string> some(tags.begin() + static_cast<std::ptrdiff_t>(from),
                                      tags.begin() + static_cast<std::ptrdiff_t>(to));
        co_await queues_.eval(soon(), scripts::give_back, {unacked, unacked_index},
                              std::move(some));
    }
}

async::task<> broker::give_back_uncertain() {
    for (auto& fetch : std::exchange(uncertain_, {})) {
        std::vector<std::string> tags;
        for (auto n = fetch.first; n < fetch.first + fetch.count; ++n) {
            tags.push_back(fmt::format("{}:{}", worker_id_, n));
        }
        if (++fetch.looks < 3)
            uncertain_.push_back(fetch);
        co_await give_back(std::move(tags));
    }
}

async::task<> broker::renew(std::vector<std::string> tags) {
    std::size_t from = 0;
    do {
        const auto to = std::min(tags.size(), from + tags_max);
        std::vector<std::string> arguments{worker_id_, seconds(config_.lease)};
        arguments.insert(arguments.end(), tags.begin() + static_cast<std::ptrdiff_t>(from),
                         tags.begin() + static_cast<std::ptrdiff_t>(to));
        co_await queues_.eval(soon(), scripts::renew, {unacked_index, leases},
                              std::move(arguments));
        from = to;
    } while (from < tags.size());
}

async::task<> broker::leave() {
    // Not removed but run out: the next reclaim finds what we may have left.
    co_await queues_.run(soon(), {"ZADD", leases, "0", worker_id_});
}

async::task<std::size_t> broker::reclaim() {
    const auto got = co_await queues_.eval(
        soon(), scripts::reclaim, {unacked, unacked_index, leases},
        {std::to_string(config_.visibility_timeout.count()), std::to_string(reclaim_max)});
    co_return static_cast<std::size_t>(got.integer);
}

} // namespace tasks
