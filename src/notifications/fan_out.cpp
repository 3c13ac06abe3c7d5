#include "notifications/fan_out.hpp"

#include <algorithm>

namespace notifications {

struct fan_out::job {
    base::window_id window;
    std::int32_t version = 0;
    bool second = false;
    std::int64_t cursor = 0;
    fan_out_result result;

    bool goes_on() const { return result.outcome == slice_outcome::ok; }
};

async::task<fan_out_result> fan_out::run(base::window_id window, std::int32_t version,
                                         fan_out_pass pass) {
    job of{.window = window,
           .version = version,
           .second = pass == fan_out_pass::second,
           .cursor = 0,
           .result = {}};
    const auto found = co_await rows_.find(step(), window);
    if (!found || found->version != version || !found->is_ahead) {
        of.result.outcome = slice_outcome::stale;
        co_return of.result;
    }
    if (!of.second) {
        if (found->is_staged)
            co_return of.result;
        of.cursor = found->staged_through;
        co_await drop_stale(of);
    }
    // One more than may be: then there are too many.
    auto candidates =
        co_await rows_.candidates_near(step(), window, of.second, limits_.near_max + 1);
    if (std::cmp_less_equal(candidates.size(), limits_.near_max)) {
        co_await stage_near(of, std::move(candidates));
    } else {
        candidates = {};
        co_await stage_by_ids(of);
    }
    co_return of.result;
}

async::task<> fan_out::drop_stale(const job& of) {
    const auto slice = static_cast<std::int32_t>(limits_.slice);
    while (co_await rows_.drop_stale(step(), of.window, of.version, slice) == slice) {
    }
}

async::task<> fan_out::stage_near(job& of, std::vector<std::int64_t> candidates) {
    std::ranges::sort(candidates);
    const auto first = std::ranges::upper_bound(candidates, of.cursor);
    candidates.erase(candidates.begin(), first);
    const auto through = candidates.empty() ? of.cursor : candidates.back();
    co_await stage_all(of, std::move(candidates), through, true);
}

async::task<> fan_out::stage_by_ids(job& of) {
    const auto last = co_await rows_.last_shopper(step());
    while (of.goes_on()) {
        const auto through = std::min(of.cursor + limits_.ids_a_step, last);
        auto candidates =
            co_await rows_.candidates_between(step(), of.window, of.second, of.cursor, through);
        std::ranges::sort(candidates);
        co_await stage_all(of, std::move(candidates), through, through == last);
        if (through == last)
            co_return;
    }
}

async::task<> fan_out::stage_all(job& of, std::vector<std::int64_t> candidates,
                                 std::int64_t through, bool is_last) {
    for (std::size_t begin = 0; of.goes_on();) {
        const auto end = std::min(begin + limits_.slice, candidates.size());
        const bool ends = end == candidates.size();
        std::vector<std::int64_t> slice{candidates.begin() + static_cast<std::ptrdiff_t>(begin),
                                        candidates.begin() + static_cast<std::ptrdiff_t>(end)};
        co_await stage(of, std::move(slice), ends ? through : candidates[end - 1], ends && is_last);
        if (ends)
            co_return;
        begin = end;
    }
}

async::task<> fan_out::stage(job& of, std::vector<std::int64_t> slice, std::int64_t through,
                             bool is_last) {
    const auto count = slice.size();
    if (of.second && count == 0)
        co_return;
    std::optional<pipeline_repository::move> cursor;
    if (!of.second)
        cursor = {.after = of.cursor, .through = through, .is_last = is_last};
    const auto began = std::chrono::steady_clock::now();
    of.result.outcome =
        co_await rows_.stage(step(), of.window, of.version, cursor, std::move(slice));
    of.cursor = through;
    if (!of.goes_on())
        co_return;
    of.result.candidates += static_cast<std::int64_t>(count);
    metrics_.slices.observe(
        std::chrono::duration<double>{std::chrono::steady_clock::now() - began}.count());
}

} // namespace notifications
