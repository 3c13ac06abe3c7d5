#pragma once

#include "base/metrics.hpp"

namespace aws {

/// What a queue consumer measures.
struct consumer_metrics {
    explicit consumer_metrics(base::metrics& metrics);

    // Messages, by what became of them.
    base::metrics::counter done;
    base::metrics::counter kept;
    base::metrics::counter failed;
    base::metrics::counter poison;
    base::metrics::counter given_back;

    base::metrics::histogram received;    ///< messages of one receive
    base::metrics::histogram lag_seconds; ///< from sending to receipt
    base::metrics::histogram handler_seconds;
    base::metrics::counter renewed;
    base::metrics::counter unsettled; ///< deletes and renewals that the queue did not take
    base::metrics::gauge in_hand;
    base::metrics::gauge paused;
};

} // namespace aws
