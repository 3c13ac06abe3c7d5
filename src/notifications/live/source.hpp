#pragma once

#include "async/task_group.hpp"
#include "base/clock.hpp"
#include "notifications/live/hub.hpp"
#include "notifications/live/stock_pacer.hpp"
#include "redis/subscriber.hpp"

#include <string_view>
#include <vector>

#include <boost/asio/steady_timer.hpp>

namespace notifications::live {

/// Where the frames of one process come from: writes each once, when it is due, and gives it to the
/// hubs of all I/O threads. All calls on its executor's thread.
class source {
public:
    /// What is passed by reference outlives it.
    source(boost::asio::any_io_executor executor, const base::clock& clock, redis::address heard_at,
           base::logger log);

    /// Before run().
    void add(hub& to) { hubs_.push_back(&to); }

    /// What the process knows of the windows is whole from now on.
    void begin();
    /// Counters of a commit, from whoever heard of them first.
    void counters(const place& of, window_counters now);
    /// A window has "opened", was "edited" or has "closed"; `shown` as the live list shows it, with
    /// what was left at `revision`.
    void window(const place& of, std::string_view change, std::int64_t revision,
                std::string_view shown);

    /// Hears what is delivered, until cancelled.
    async::task<> run() { return delivered_.run(); }
    /// After run(): tells nothing any more.
    void close() { due_.cancel(); }

private:
    void tell(shared_frame next);
    void tell(const stock_pacer::told& stock);
    void arm();
    void hear_delivered(std::string_view text);
    void look_for_missed();

    const base::clock& clock_;
    std::vector<hub*> hubs_;
    stock_pacer pacer_;
    boost::asio::steady_timer due_;
    redis::subscriber delivered_;
    base::instant heard_at_;
};

} // namespace notifications::live
