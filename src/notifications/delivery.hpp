#pragma once

#include "base/log.hpp"
#include "notifications/batcher.hpp"
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
    delivery(boost::asio::any_io_executor executor, postgres::pool& pool, base::logger log,
             base::metrics& metrics, delivered_handler on_delivered = {});

    /// Delivers all that can be read, in one statement with what others bring meanwhile. One flag a
    /// message, in order: false for what is no notice; all others may be deleted. Throws what the
    /// pool throws: then nothing was delivered. A message that comes again changes nothing.
    async::task<std::vector<bool>> deliver(std::vector<received_message> messages);

private:
    using notices = std::vector<brought_notice>;

    notices read(std::vector<received_message> messages, std::vector<bool>& readable);
    /// Gives the number of notices of each.
    async::task<std::vector<std::size_t>> run(std::vector<notices> brought);

    pipeline_repository rows_;
    base::logger log_;
    pipeline_metrics metrics_;
    delivered_handler on_delivered_;
    batcher<notices, std::size_t> statements_;
};

} // namespace notifications
