#pragma once

#include "base/metrics.hpp"
#include "reservations/types.hpp"

#include <string>
#include <vector>

namespace reservations {

class desk_metrics {
public:
    explicit desk_metrics(base::metrics& all)
        : batch_size{all.make_size("marketplace_desk_batch_requests",
                                   "Requests in one batch of the reservation desk")}
        , batch_seconds{all.make_duration_seconds("marketplace_desk_batch_seconds",
                                                  "From sending a batch to its commit")}
        , sold_out_reads{all.make_counter("marketplace_desk_sold_out_reads_total",
                                          "Batches answered without the window's lock")}
        , halved{all.make_counter("marketplace_desk_batches_halved_total",
                                  "Batches that raised and were tried again in halves")}
        , overload{all.make_counter("marketplace_desk_overload_total",
                                    "Requests refused: too many waited for one window")} {
        for (std::int32_t v = 0; v <= static_cast<std::int32_t>(verdict::ask_again); ++v) {
            verdicts_.push_back(all.make_counter(
                "marketplace_desk_verdicts_total", "Requests judged by the reservation desk",
                {{"verdict", std::string{to_string(static_cast<verdict>(v))}}}));
        }
    }

    void count(verdict v) { verdicts_.at(static_cast<std::size_t>(v)).add(); }

    base::metrics::histogram batch_size;
    base::metrics::histogram batch_seconds;
    base::metrics::counter sold_out_reads;
    base::metrics::counter halved;
    base::metrics::counter overload;

private:
    std::vector<base::metrics::counter> verdicts_; // by the verdict's number
};

} // namespace reservations
