#pragma once

#include "app/settings.hpp"
#include "aws/config.hpp"
#include "aws/messaging.hpp"
#include "aws/queue_consumer.hpp"

namespace app {

/// Whom our clients of SNS and SQS call, and as whom. Throws std::invalid_argument that names each
/// missing credential.
aws::config aws_config(const settings& with);

/// The topic and the queue of notices.
aws::messaging_names notice_names(const settings& with);

aws::messaging_options notice_publishing(const settings& with);

/// How a worker receives notices; the predicate and the fate of poison are the caller's.
aws::consumer_options notice_receiving(const settings& with);

} // namespace app
