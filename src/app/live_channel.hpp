#pragma once

#include "app/role.hpp"
#include "notifications/live/source.hpp"
#include "promos/board.hpp"
#include "promos/board_watch.hpp"
#include "promos/counters_message.hpp"

#include <boost/asio/steady_timer.hpp>

namespace app {

/// From a process's board to its live streams: tells what opens, closes and sells. On the main
/// thread.
class live_channel {
public:
    live_channel(const role_context& context, const promos::board& board);

    /// Before run().
    void add(notifications::live::hub& to) { source_.add(to); }

    /// The board was brought up to date.
    void look();
    /// What a desk has committed, here or elsewhere.
    void note(const promos::counters_message& changed);
    /// The same from any thread.
    void post(const promos::counters_message& changed);

    /// Until cancelled.
    async::task<> run() { return source_.run(); }
    /// After run(), when nothing looks or notes any more.
    void close();

private:
    void tell(const promos::window_change& change);
    void arm();

    const role_context& context_;
    const promos::board& board_;
    promos::board_watch watch_;
    notifications::live::source source_;
    boost::asio::steady_timer opens_or_closes_;
    bool has_begun_ = false;
};

} // namespace app
