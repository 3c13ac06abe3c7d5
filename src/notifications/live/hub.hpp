#pragma once

#include "async/event.hpp"
#include "async/task_group.hpp"
#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "http/response.hpp"
#include "notifications/live/backlog.hpp"
#include "notifications/live/interest.hpp"
#include "notifications/live/recent.hpp"
#include "notifications/repository.hpp"

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <random>
#include <unordered_map>
#include <vector>

namespace notifications::live {

struct hub_config {
    std::chrono::seconds heartbeat_every{20};
    /// A stream ends then, and its client comes again with a token that is still valid.
    std::chrono::seconds lifetime{3600};
    std::chrono::milliseconds retry_after{2'000}; ///< at least; spread up to three times of it
};

/// What a client asks for when it opens a stream.
struct stream_request {
    live::interest wanted{};
    std::optional<base::user_id> user{};
    std::optional<base::instant> after{}; ///< Last-Event-ID
};

/// The open streams of one I/O thread: gives each frame to those who hear it. All calls on its
/// thread; close() before it is destroyed.
class hub {
public:
    hub(boost::asio::any_io_executor executor, postgres::pool& pool, const base::clock& clock,
        base::logger log, base::metrics& metrics, hub_config config = {});
    hub(const hub&) = delete;
    hub& operator=(const hub&) = delete;

    const boost::asio::any_io_executor& executor() const { return executor_; }

    void start();
    async::task<> close();

    /// Every frame since then comes here.
    void begin(base::instant since) { recent_.begin(since); }
    void tell(const shared_frame& next);
    /// These reached inboxes: who is here gets them, read from the database.
    void tell_delivered(const std::vector<delivered_notice>& delivered);
    /// Word of what was delivered since then may have been lost.
    void look_for_missed(base::instant since);

    /// Writes one stream until its client leaves, reads too slowly or its lifetime is over.
    async::task<> serve(http::stream_writer& out, stream_request with);

    std::size_t streams() const { return streams_.size(); }

private:
    struct stream {
        stream(hub& of, stream_request with);

        stream_request with;
        backlog waiting;
        async::event rung;
        std::chrono::steady_clock::time_point ends_at;
        std::size_t index = 0;
        bool is_queued = false;
        bool is_ending = false;
    };
    /// A stream's place in the hub, from its first frame to its last.
    class membership;

    async::task<> greet(http::stream_writer& out, stream& to);
    async::task<bool> resume(stream& to);
    async::task<> send_waiting(http::stream_writer& out, stream& to);

    void give(stream& to, const shared_frame& next);
    void wake(stream& one);
    void pump();
    void remove(stream& one);

    async::task<> beat();
    async::task<> read_notices();
    async::task<> read_chosen();
    async::task<> read_missed();
    void tell(const inbox_notice& notice);
    std::chrono::milliseconds retry_after();

    boost::asio::any_io_executor executor_;
    const base::clock& clock_;
    base::logger log_;
    hub_config config_;
    repository inboxes_;
    base::metrics::gauge open_;
    base::metrics::counter sent_;
    base::metrics::counter too_slow_;

    std::vector<stream*> streams_;
    std::unordered_multimap<base::user_id, stream*> by_user_;
    recent_frames recent_;
    std::deque<stream*> ready_; ///< null: has left
    bool is_pumping_ = false;
    std::vector<delivered_notice> chosen_;
    std::optional<base::instant> missed_since_;
    async::event news_;
    std::minstd_rand random_;
    async::task_group loops_;
};

} // namespace notifications::live
