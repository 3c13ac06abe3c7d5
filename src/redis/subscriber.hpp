#pragma once

#include "async/task.hpp"
#include "base/log.hpp"
#include "redis/address.hpp"
#include "redis/options.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

namespace redis {

/// One connection in subscriber mode. Subscribes again after a loss: messages sent meanwhile are
/// gone, and `on_resubscribed` tells the owner to look at the truth once. All calls on its thread.
class subscriber {
public:
    /// `channel` is the one that was published to, also for a pattern. A message that is a list
    /// (the keys of
    /// __redis__:invalidate) comes as one call an element, and a nil as one with an empty payload.
    using message_handler = std::function<void(std::string_view channel, std::string_view payload)>;

    subscriber(boost::asio::any_io_executor executor, address where, base::logger log,
               options limits = {});
    ~subscriber();
    subscriber(const subscriber&) = delete;
    subscriber& operator=(const subscriber&) = delete;

    /// May be called at any time. A second subscription to a channel replaces the first handler.
    void subscribe(std::string channel, message_handler handler);
    void psubscribe(std::string pattern, message_handler handler);
    /// A channel or a pattern.
    void unsubscribe(std::string_view channel);

    /// Called after each connect (the first one too) once all subscriptions are confirmed.
    void on_resubscribed(std::function<void()> handler);

    /// The server's number of this connection, for CLIENT TRACKING ... REDIRECT; 0 while not
    /// connected.
    std::int64_t connection_id() const;

    /// Until cancelled.
    async::task<> run();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace redis
