#pragma once

#include "notifications/metrics.hpp"
#include "notifications/pipeline_repository.hpp"

#include <cstdint>

namespace notifications {

struct fan_out_limits {
    /// Candidates of one slice: one transaction each.
    std::size_t slice = 5000;
    /// So many candidates are found at once, by their place; a place with more is gone through by
    /// ids.
    std::int32_t near_max = 200'000;
    /// Ids of one step through such a place.
    std::int64_t ids_a_step = 100'000;
    std::chrono::milliseconds step_timeout{5000};
};

enum class fan_out_pass : std::uint8_t {
    first,  ///< before the opening; resumed where its cursor stands
    second, ///< at the opening: who became eligible meanwhile
};

struct fan_out_result {
    slice_outcome outcome = slice_outcome::ok;
    std::int64_t candidates = 0; ///< given to the staging by this run
};

/// Matches and stages one window, slice by slice. Harmless to repeat and to run twice at a time;
/// what was committed before an interruption is not done again.
class fan_out {
public:
    fan_out(pipeline_repository& rows, pipeline_metrics& metrics, fan_out_limits limits = {})
        : rows_{rows}
        , metrics_{metrics}
        , limits_{limits} {}

    async::task<fan_out_result> run(base::window_id window, std::int32_t version,
                                    fan_out_pass pass);

private:
    struct job;

    async::task<> drop_stale(const job& of);
    async::task<> stage_near(job& of, std::vector<std::int64_t> candidates);
    async::task<> stage_by_ids(job& of);
    /// The sorted candidates in (cursor, through], slice by slice; `is_last` ends the first pass.
    async::task<> stage_all(job& of, std::vector<std::int64_t> candidates, std::int64_t through,
                            bool is_last);
    async::task<> stage(job& of, std::vector<std::int64_t> slice, std::int64_t through,
                        bool is_last);
    async::deadline step() const { return async::deadline::after(limits_.step_timeout); }

    pipeline_repository& rows_;
    pipeline_metrics& metrics_;
    fan_out_limits limits_;
};

} // namespace notifications
