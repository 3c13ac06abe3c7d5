#pragma once

#include "base/metrics.hpp"

namespace notifications {

class pipeline_metrics {
public:
    explicit pipeline_metrics(base::metrics& all)
        : opening_late{all.make_duration_seconds(
              "marketplace_window_opening_late_seconds",
              "From a window's opening instant to the release of its notices")}
        , slices{all.make_duration_seconds("marketplace_notices_slice_seconds",
                                           "Staging of one slice of candidates")}
        , published{all.make_counter("marketplace_notices_published_total",
                                     "Notices that SNS took")}
        , refused{all.make_counter("marketplace_notices_refused_total",
                                   "Notices that SNS did not take, to be tried again")}
        , delivered{all.make_counter("marketplace_notices_delivered_total",
                                     "Notices that SQS brought to their inbox")}
        , repeated{all.make_counter("marketplace_notices_not_shown_total",
                                    "Messages of SQS that repeat a notice or come too late")}
        , unreadable{all.make_counter("marketplace_notices_unreadable_total",
                                      "Messages of SQS that are no notice")}
        , republished{all.make_counter("marketplace_notices_republished_total",
                                       "Notices published again because they did not come back")} {}

    base::metrics::histogram opening_late;
    base::metrics::histogram slices;
    base::metrics::counter published;
    base::metrics::counter refused;
    base::metrics::counter delivered;
    base::metrics::counter repeated;
    base::metrics::counter unreadable;
    base::metrics::counter republished;
};

} // namespace notifications
