#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "base/strong_id.hpp"
#include "postgres/pool.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reservations {

struct ledger_options {
    /// Rewrite the counters of windows that disagree with their rows, with an audit entry each.
    bool repair = false;
    /// How long a hold may be overdue: 3 s while a web or worker runs; nothing: for ever.
    std::optional<std::chrono::milliseconds> overdue_max;
    /// Windows recounted in one snapshot. Small enough that no snapshot lasts over 2 s.
    std::int64_t slice = 100;
};

struct ledger_disagreement {
    base::window_id window;
    std::string why;
    bool repaired = false;
};

struct ledger_report {
    std::int64_t windows = 0;
    std::vector<ledger_disagreement> disagreements;

    /// What `check --ledger` makes its exit status of.
    bool adds_up() const { return disagreements.empty(); }
};

/// Recounts every window from its reservations: completed = sold, reserved = held, both within the
/// stock, nobody over max_per_user or with two active holds, no hold overdue for long, nobody
/// notified twice.
async::task<ledger_report> check_ledger(postgres::pool& pool, ledger_options options,
                                        async::deadline until);

} // namespace reservations
