#pragma once

#include "app/role.hpp"
#include "async/task_group.hpp"
#include "aws/messaging.hpp"
#include "aws/queue_consumer.hpp"
#include "notifications/delivery.hpp"
#include "notifications/types.hpp"
#include "postgres/pool.hpp"

namespace app {

/// A worker's way to SNS and back from SQS: publishes for its pipeline, and delivers what the queue
/// brings. While PostgreSQL is away it receives nothing.
class notice_channel {
public:
    /// `pool` outlives it; `on_delivered` is told of every notice that comes to its inbox. Throws
    /// std::invalid_argument when the settings cannot reach AWS.
    notice_channel(const role_context& context, postgres::pool& pool,
                   notifications::delivered_handler on_delivered);

    notifications::publisher publisher();

    void start();
    /// What was received is delivered and deleted; what is not by `until` comes again.
    async::task<> stop(async::deadline until);

private:
    async::task<std::vector<bool>> publish(std::vector<std::string> bodies, async::deadline until);
    async::task<std::vector<aws::verdict>> deliver(std::span<const aws::message> messages);
    async::task<> watch_database();
    aws::consumer_options receiving(const settings& with);

    postgres::pool& pool_;
    bool database_answers_ = true;
    aws::messaging messaging_;
    notifications::delivery delivery_;
    aws::queue_consumer consumer_;
    async::task_group loops_;
    async::task_group consuming_;
};

} // namespace app
