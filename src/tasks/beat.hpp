#pragma once

#include "async/task.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "postgres/pool.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace tasks {

/// When a periodic task is due: every so many seconds, or at the minutes of a crontab.
struct schedule {
    std::optional<std::int32_t> every_seconds;
    std::optional<std::string> crontab;

    /// The first moment after `last`; nothing for a crontab that cannot be read or never comes.
    std::optional<base::instant> due_after(base::instant last) const;
    /// What to write down as the last run for a run at `now` that was due at `due`: the due moment,
    /// so that delays do not add up, or `now` when whole rounds were missed. Those are caught up by
    /// one run.
    base::instant ran_at(base::instant due, base::instant now) const;
};

struct beat_config {
    /// How long a change of the table may go unseen.
    std::chrono::milliseconds look_every{5000};
    std::chrono::milliseconds step_timeout{2000};
};

/// Enqueues the tasks of periodic_tasks in the outbox when they are due. Any number may run:
/// whoever locks the row writes the outbox row and the new last_run_at in one transaction, the
/// others find it done. So there is no leader, and a failover takes no time.
class beat {
public:
    beat(beat_config config, postgres::pool& pool, base::logger log, base::metrics& metrics);

    /// Until cancelled.
    async::task<> run();

    /// Enqueues all that is due; how long until the next is.
    async::task<std::chrono::microseconds> tick();

private:
    struct fired {
        std::string name;
        std::chrono::microseconds late;
    };

    async::task<std::optional<fired>> claim(std::int64_t id);
    async::task<std::optional<fired>> fire_if_due(postgres::transaction& tx, std::int64_t id);

    beat_config config_;
    postgres::pool& pool_;
    base::logger log_;
    base::metrics& metrics_;
    base::metrics::histogram late_;
    std::map<std::string, base::metrics::counter> fired_;
};

} // namespace tasks
