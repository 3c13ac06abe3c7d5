#pragma once

#include "localaws/sns.hpp"
#include "localaws/sqs.hpp"

namespace localaws {

/// SNS and SQS together, without I/O: commands and the time go in through the parts, answers come
/// out. A shell (or a simulator) calls `settle` after each command and carries `take_answers` to
/// those that wait.
class core {
public:
    core(limits bounds, const id_source& ids)
        : queues_{bounds, ids}
        , topics_{bounds, ids, queues_} {}
    core(const core&) = delete;
    core& operator=(const core&) = delete;

    sqs& queues() { return queues_; }
    const sqs& queues() const { return queues_; }
    sns& topics() { return topics_; }
    const sns& topics() const { return topics_; }

    /// What a durable store must hold before an answer given now may leave.
    std::uint64_t changes() const { return queues_.changes() + topics_.changes(); }

private:
    sqs queues_;
    sns topics_;
};

} // namespace localaws
