#pragma once

#include "async/task.hpp"
#include "base/log.hpp"
#include "postgres/config.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace postgres {

class session;

/// LISTEN on a connection of its own. What is sent while there is none is gone for good:
/// `on_connected` tells the owner to look at the truth then.
class listener {
public:
    using handler = std::function<void(std::string_view payload)>;

    listener(config where, base::logger log);

    /// Before run(). An exception of the handler is logged.
    void listen(std::string channel, handler on_notification);

    /// Called each time all channels are listened to: the first time, and after each loss.
    void on_connected(std::function<void()> callback) { on_connected_ = std::move(callback); }

    /// Until cancelled.
    async::task<> run();

private:
    async::task<> listen_once(session& on, bool& connected);
    void dispatch(std::string_view channel, std::string_view payload) const;

    config where_;
    base::logger log_;
    std::map<std::string, handler, std::less<>> handlers_;
    std::function<void()> on_connected_;
};

} // namespace postgres
