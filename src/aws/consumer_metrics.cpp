#include "aws/consumer_metrics.hpp"

namespace aws {

namespace {

base::metrics::counter messages(base::metrics& metrics, const char* outcome) {
    return metrics.make_counter("marketplace_queue_messages_total",
                                "Received messages by what became of them", {{"outcome", outcome}});
}

} // namespace

consumer_metrics::consumer_metrics(base::metrics& metrics)
    : done{messages(metrics, "done")}
    , kept{messages(metrics, "kept")}
    , failed{messages(metrics, "failed")}
    , poison{messages(metrics, "poison")}
    , given_back{messages(metrics, "given_back")}
    , received{metrics.make_size("marketplace_queue_received", "Messages that a receive brought")}
    , lag_seconds{metrics.make_duration_seconds("marketplace_queue_lag_seconds",
                                                "Time from sending a message to its receipt")}
    , handler_seconds{metrics.make_duration_seconds("marketplace_queue_handler_seconds",
                                                    "Time that a batch's handler took")}
    , renewed{metrics.make_counter("marketplace_queue_renewed_total",
                                   "Messages whose visibility was renewed")}
    , unsettled{metrics.make_counter("marketplace_queue_unsettled_total",
                                     "Deletes and renewals that the queue did not take")}
    , in_hand{metrics.make_gauge("marketplace_queue_in_hand", "Messages being handled")}
    , paused{metrics.make_gauge("marketplace_queue_paused",
                                "1 while nothing is received because the database is down")} {}

} // namespace aws
