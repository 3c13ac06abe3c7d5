#include "reservations/ledger.hpp"

#include "reservations/sql.hpp"

namespace reservations {
namespace {

struct slice_row {
    std::int64_t windows;
    base::window_id last;
    std::vector<std::int64_t> ids;
    std::vector<std::string> whys;
    std::vector<std::int32_t> counters_wrong;
};

async::task<bool> repair(postgres::pool& pool, base::window_id window, async::deadline until) {
    const auto rows = co_await pool.run(postgres::lane::work, until, sql::ledger_repair,
                                        postgres::params{window});
    co_return rows[0].at<bool>(0);
}

} // namespace

async::task<ledger_report> check_ledger(postgres::pool& pool, ledger_options options,
                                        async::deadline until) {
    std::optional<std::int64_t> overdue_ms;
    if (options.overdue_max)
        overdue_ms = options.overdue_max->count();
    ledger_report report;
    base::window_id last;
    for (;;) {
        const auto rows = co_await pool.run(postgres::lane::work, until, sql::ledger_slice,
                                            postgres::params{last, options.slice, overdue_ms});
        const auto slice = rows[0].as<slice_row>();
        if (slice.windows == 0)
            co_return report;
        last = slice.last;
        report.windows += slice.windows;
        for (std::size_t i = 0; i < slice.ids.size(); ++i) {
            const base::window_id window{slice.ids[i]};
            const bool repaired = options.repair && slice.counters_wrong[i] != 0 &&
                                  co_await repair(pool, window, until);
            report.disagreements.push_back({window, slice.whys[i], repaired});
        }
    }
}

} // namespace reservations
