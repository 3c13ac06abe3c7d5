#pragma once

#include "base/clock.hpp"
#include "tasks/broker.hpp"
#include "tasks/message.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tasks {

/// A message that a worker has taken and not yet settled.
struct job {
    std::string tag;
    message call;
    bool is_urgent = false; ///< needs no slot: see task_options
};

struct worker_limits {
    std::size_t concurrency = 16;
    /// Taken beyond what runs, so that a free slot need not wait for a round trip.
    std::size_t prefetch = 64;
    /// Tasks whose eta has not come. When so many are held, nothing is fetched.
    std::size_t held_max = 20000;
};

/// What a worker holds and what it may do next: a plain state machine without I/O and without a
/// clock of its own. Every job that entered by accept() leaves by settle(), abandon() or stop();
/// nothing else loses one.
class worker_core {
public:
    explicit worker_core(worker_limits limits)
        : limits_{limits} {}

    /// How many messages to fetch now; 0 while stopping.
    std::size_t room() const;

    /// Takes a fetched message: it waits for a slot, or for its eta.
    void accept(job taken, base::instant now);

    /// A fetched message that cannot be read: it is only acknowledged.
    void drop(settlement unread);

    /// The next job to start, when a slot is free or it is urgent; the caller runs it and calls
    /// settle() with its tag.
    std::optional<job> start(base::instant now);

    /// When a job that waits for its eta may start.
    std::optional<base::instant> next_eta() const;

    /// A started job has ended: its settlement waits to be sent.
    void settle(settlement ended);

    /// A started job was cancelled: its tag goes back and is no longer ours.
    void abandon(std::string_view tag);

    /// Up to `count` settlements to send; confirm() or retry_settlements() must follow.
    std::vector<settlement> take_settlements(std::size_t count);
    void confirm(const std::vector<settlement>& sent);
    /// The broker could not be reached: the same ones again later, before all others.
    void retry_settlements(std::vector<settlement> unsent);

    /// From now on nothing is fetched and nothing new starts. Gives the tags that waited: they go
    /// back.
    std::vector<std::string> stop();

    /// All that is unacknowledged in Redis under our name.
    std::vector<std::string> tags() const;

    std::size_t running() const { return running_; }
    std::size_t waiting() const { return ready_.size(); }
    std::size_t held() const { return held_.size() + urgent_.size(); }
    bool has_settlements() const { return !settled_.empty(); }
    bool is_stopping() const { return stopping_; }
    /// Nothing runs and nothing waits to be acknowledged.
    bool is_idle() const { return running_ == 0 && tags_.empty(); }

private:
    bool has_free_slot() const { return running_ - urgent_running_.size() < limits_.concurrency; }
    void end(std::string_view tag);

    worker_limits limits_;
    std::deque<job> ready_;
    std::multimap<base::instant, job> held_;
    std::multimap<base::instant, job> urgent_; ///< by eta, or since when it could start
    std::set<std::string, std::less<>> urgent_running_;
    std::deque<settlement> settled_;
    std::set<std::string, std::less<>> tags_;
    std::size_t running_ = 0;
    bool stopping_ = false;
};

} // namespace tasks
