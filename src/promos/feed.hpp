#pragma once

#include "async/event.hpp"
#include "async/task_group.hpp"
#include "base/clock.hpp"
#include "postgres/listener.hpp"
#include "postgres/pool.hpp"
#include "promos/board.hpp"
#include "promos/counters_message.hpp"
#include "redis/subscriber.hpp"

#include <functional>
#include <vector>

namespace promos {

struct feed_config {
    std::chrono::milliseconds reconcile_every{2000};
    std::chrono::milliseconds step_timeout{1500};
    std::chrono::milliseconds look_again{1000}; ///< after a look that failed
};

/// Keeps a process's board up to date: loads it, hears of merchants' edits by NOTIFY and of
/// counters by Redis, and every two seconds compares with the database, which heals any loss. Lives
/// on one thread; the board is read by all.
class feed {
public:
    using counters_handler = std::function<void(const counters_message&)>;

    /// What is passed by reference outlives it. `listen_as` is the connection for NOTIFY.
    feed(boost::asio::any_io_executor executor, board& kept, postgres::pool& pool,
         postgres::config listen_as, redis::address counters_from, const base::clock& clock,
         base::logger log, feed_config config = {});

    /// Called for each counters message, known to the board or not, and for what a comparison with
    /// the database heals. Before run().
    void on_counters(counters_handler handler) { on_counters_ = std::move(handler); }
    /// Called whenever the board was brought up to date, once it was loaded whole. Before run().
    void on_refreshed(std::function<void()> handler) { on_refreshed_ = std::move(handler); }

    /// Until cancelled.
    async::task<> run();

    /// One comparison with the database, and what was noticed since the last.
    async::task<> reconcile();

    /// True once the board was loaded whole.
    bool loaded() const { return loaded_; }

private:
    async::task<> loop();
    /// False when the database did not answer: then the next whole look heals what this one lost.
    async::task<bool> look(bool whole);
    async::task<> load(base::instant horizon);
    async::task<> read_changes(base::instant horizon);
    async::task<> read_counters(base::instant now);
    async::task<> read_promos(std::vector<std::int64_t> promos);
    void take(const postgres::result& rows);
    void refresh(base::instant now);
    void hear_counters(std::string_view text);
    void hear_edit(std::string_view text);

    board& board_;
    postgres::pool& pool_;
    const base::clock& clock_;
    base::logger log_;
    feed_config config_;
    postgres::listener edits_;
    redis::subscriber counters_;
    counters_handler on_counters_;
    std::function<void()> on_refreshed_;
    async::event rung_;
    async::task_group loops_;
    bool loaded_ = false;
    bool look_now_ = false;
    base::instant horizon_{}; ///< windows that open later are not read yet
    base::instant seen_{};    ///< the newest updated_at
    std::vector<std::int64_t> edited_;
};

} // namespace promos
