#include "promos/tasks.hpp"

#include "promos/sql.hpp"

namespace promos {
namespace {

using postgres::lane;
using postgres::params;

constexpr std::int64_t promos_at_once = 200;
constexpr std::int32_t slice = 500;
constexpr std::chrono::seconds step_timeout{2};

async::deadline step() {
    return async::deadline::after(step_timeout);
}

async::task<boost::json::value> expand_windows(postgres::pool& pool) {
    std::int64_t made = 0;
    std::int64_t after = 0;
    while (true) {
        const auto found = co_await pool.run(lane::work, step(), sql::promos_to_expand,
                                             params{after, promos_at_once});
        if (found.empty())
            break;
        std::vector<std::int64_t> promos;
        for (int i = 0; i < found.size(); ++i)
            promos.push_back(found[i].at<std::int64_t>(0));
        after = promos.back();
        const auto count =
            co_await pool.run(lane::work, step(), sql::windows_expand, params{promos});
        made += count[0].at<std::int32_t>(0);
    }
    co_return boost::json::object{{"windows_made", made}};
}

async::task<boost::json::value> check_active_promos(postgres::pool& pool) {
    const auto found = co_await pool.run(lane::work, step(), sql::check_enqueue_missed);
    co_return boost::json::object{{"openings_enqueued", found[0].at<std::int32_t>(0)},
                                  {"fan_outs_enqueued", found[0].at<std::int32_t>(1)}};
}

/// Repeats a statement that does one slice until it finds no more.
async::task<std::int64_t> in_slices(postgres::pool& pool, const postgres::statement& what) {
    std::int64_t total = 0;
    while (true) {
        const auto done = co_await pool.run(lane::work, step(), what, params{slice});
        const auto count = done[0].at<std::int32_t>(0);
        total += count;
        if (count < slice)
            co_return total;
    }
}

async::task<boost::json::value> cleanup_expired_promos(postgres::pool& pool,
                                                       const std::vector<cleanup_step>& also) {
    const auto windows = co_await in_slices(pool, sql::cleanup_close_ended);
    const auto promos = co_await in_slices(pool, sql::cleanup_deactivate_ended);
    co_await pool.run(lane::work, step(), sql::cleanup_partitions);
    boost::json::object done{{"windows_closed", windows}, {"promos_deactivated", promos}};
    for (const auto& step : also) {
        for (auto& [key, value] : co_await step())
            done[key] = std::move(value);
    }
    co_return done;
}

} // namespace

void register_tasks(tasks::registry& known, postgres::pool& pool,
                    std::vector<cleanup_step> also_clean_up) {
    const auto on = [&pool](async::task<boost::json::value> (*run)(postgres::pool&)) {
        return [&pool, run](const tasks::context&) { return run(pool); };
    };
    known.add("promos.expand_windows", on(expand_windows));
    known.add("promotions.tasks.check_active_promos", on(check_active_promos));
    known.add("promotions.tasks.cleanup_expired_promos",
              [&pool, also = std::move(also_clean_up)](const tasks::context&) {
                  return cleanup_expired_promos(pool, also);
              });
}

} // namespace promos
