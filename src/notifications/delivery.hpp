#pragma once

#include "base/log.hpp"
#include "notifications/metrics.hpp"
#include "notifications/pipeline_repository.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace notifications {

/// A message as SQS brought it.
struct received_message {
    std::string id;
    std::string body;
    std::int32_t receive_count = 0;
};

/// The last step: what SQS brings becomes delivered, and nothing else does. One a worker, on its
/// thread.
class delivery {
public:
    delivery(postgres::pool& pool, base::logger log, base::metrics& metrics)
        : rows_{pool}
        , log_{log.with("part", "delivery")}
        , metrics_{metrics} {}

    /// Delivers all that can be read, with one statement. One flag a message, in order: false for
    /// what is no notice; all others may be deleted. Throws what the pool throws: then nothing was
    /// delivered. A message that comes again changes nothing.
    async::task<std::vector<bool>> deliver(std::vector<received_message> messages,
                                           async::deadline until);

private:
    pipeline_repository rows_;
    base::logger log_;
    pipeline_metrics metrics_;
};

} // namespace notifications
