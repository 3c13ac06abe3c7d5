#pragma once

#include "base/metrics.hpp"

namespace accounts {

/// What this module counts.
struct metrics {
    explicit metrics(base::metrics& in);

    base::metrics::counter registrations;
    base::metrics::counter logins_accepted;
    base::metrics::counter logins_refused;
    base::metrics::counter refreshes;
    /// A refresh token came back after its grace: its family was revoked.
    base::metrics::counter families_revoked;
};

} // namespace accounts
