#include "notifications/pipeline.hpp"

#include "async/sleep.hpp"
#include "base/errors.hpp"
#include "notifications/message.hpp"

#include <boost/json/object.hpp>

namespace notifications {
namespace {

namespace json = boost::json;

constexpr std::size_t waiting_max = 100'000;
constexpr std::int32_t slice = 5000;
/// Of one transaction.
constexpr std::size_t openings_max = 500;
/// An opening that is further away comes again as a task: this one would hold a worker back.
constexpr std::chrono::seconds opening_wait_max{30};

std::string_view to_string(slice_outcome outcome) {
    switch (outcome) {
    case slice_outcome::ok:
        return "ok";
    case slice_outcome::stale:
        return "stale";
    case slice_outcome::moved:
        return "moved";
    }
    return "";
}

std::vector<std::string> bodies_of(const std::vector<claimed_notice>& claimed,
                                   base::window_id window, std::int32_t version,
                                   const window_facts& facts) {
    std::map<std::pair<kind, base::language>, std::string> texts;
    for (const auto what : {kind::flash_promo, kind::restock}) {
        for (const auto in : {base::language::english, base::language::spanish})
            texts[{what, in}] = notice_text(what, facts, in);
    }
    std::vector<std::string> bodies;
    bodies.reserve(claimed.size());
    for (const auto& one : claimed)
        bodies.push_back(encode({window, one.shopper, one.what, facts.day, version,
                                 texts.at({one.what, one.said_in})}));
    return bodies;
}

} // namespace

pipeline::pipeline(boost::asio::any_io_executor executor, postgres::pool& pool,
                   publisher published_to, std::function<void()> committed, base::metrics& metrics,
                   pipeline_config config)
    : config_{config}
    , rows_{pool}
    , metrics_{metrics}
    , matching_{rows_, metrics_, config.matching}
    , publish_{std::move(published_to)}
    , committed_{std::move(committed)}
    , openings_{executor,
                {.requests = openings_max, .statements_at_a_time = 2},
                [this](std::vector<opening> due) { return rows_.release(step(), std::move(due)); }}
    , fan_outs_{executor, "notifications.fan_outs", config.fan_outs_at_a_time, waiting_max}
    , chunks_{executor, "notifications.chunks", config.chunks_at_a_time, waiting_max} {}

async::task<json::value> pipeline::open_window(base::window_id window, std::int32_t version) {
    auto done = co_await openings_.ask({window, version});
    while (done.wait > std::chrono::microseconds::zero()) {
        if (done.wait > opening_wait_max)
            throw tasks::retry_later{
                std::chrono::duration_cast<std::chrono::milliseconds>(done.wait) -
                    std::chrono::seconds{1},
                "the window opens later"};
        co_await async::sleep_for(done.wait);
        done = co_await openings_.ask({window, version});
    }
    const bool released = done.wait == std::chrono::microseconds::zero();
    if (released) {
        committed_();
        metrics_.opening_late.observe(std::chrono::duration<double>{done.late}.count());
    }
    co_return json::object{{"released", released}};
}

async::task<json::value> pipeline::match(base::window_id window, std::int32_t version,
                                         fan_out_pass pass) {
    const auto turn = co_await fan_outs_.acquire(async::deadline::never());
    const auto done = co_await matching_.run(window, version, pass);
    committed_();
    co_return json::object{{"candidates", done.candidates}, {"outcome", to_string(done.outcome)}};
}

async::task<json::value> pipeline::publish_chunk(base::window_id window, std::int32_t version,
                                                 std::int64_t first, std::int64_t last) {
    const auto turn = co_await chunks_.acquire(async::deadline::never());
    const auto facts = co_await rows_.facts(step(), window);
    if (!facts)
        co_return json::object{{"published", 0}};
    const auto claimed = co_await rows_.claim(step(), window, version, first, last);
    if (claimed.empty())
        co_return json::object{{"published", 0}};
    const auto taken = co_await publish_(bodies_of(claimed, window, version, *facts),
                                         async::deadline::after(config_.publish_timeout));
    std::vector<std::int64_t> published;
    for (std::size_t i = 0; i < claimed.size(); ++i) {
        if (taken.at(i))
            published.push_back(claimed[i].id.value());
    }
    const auto refused = claimed.size() - published.size();
    metrics_.published.add(static_cast<double>(published.size()));
    metrics_.refused.add(static_cast<double>(refused));
    const auto count = published.size();
    if (count > 0)
        co_await rows_.mark_published(step(), window, std::move(published));
    if (refused > 0)
        throw base::outage{"sns",
                           fmt::format("{} of {} notices were not taken", refused, claimed.size())};
    co_return json::object{{"published", count}};
}

async::task<json::value> pipeline::process_queue() {
    std::int64_t again = 0;
    std::int64_t ended = 0;
    for (const auto& window : co_await rows_.open_windows(step())) {
        auto some = slice;
        while (window.is_over && some == slice) {
            some = co_await rows_.end_notices(step(), window.id, slice);
            ended += some;
        }
        while (!window.is_over && window.is_released && some == slice) {
            some = co_await rows_.republish_late(step(), window.id, slice);
            again += some;
        }
    }
    const auto rung = co_await rows_.ring_missed_watchers(step());
    metrics_.republished.add(static_cast<double>(again));
    committed_();
    co_return json::object{
        {"notices_published_again", again}, {"notices_ended", ended}, {"restocks_rung", rung}};
}

async::task<json::value> pipeline::restock(base::window_id window) {
    std::int64_t told = 0;
    auto some = slice;
    while (some == slice) {
        some = co_await rows_.tell_restock_watchers(step(), window, slice);
        told += some;
    }
    committed_();
    co_return json::object{{"told", told}};
}

} // namespace notifications
