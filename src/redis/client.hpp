#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "async/task_group.hpp"
#include "base/errors.hpp"
#include "base/log.hpp"
#include "redis/address.hpp"
#include "redis/options.hpp"
#include "redis/reply.hpp"
#include "redis/script.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace redis {

/// One pipelined connection of one I/O thread, opened when first needed and again after a loss.
/// Commands of many coroutines share it in the order of their calls. All calls on its thread;
/// close() before it is destroyed.
///
/// Every call throws base::outage{"redis"} when the server cannot be reached (at once while it is
/// known to be down) or the connection is lost before the reply (whether the command took effect is
/// unknown then), base::deadline_exceeded when the reply is late, and base::overload. A late or
/// cancelled caller leaves; its reply is drained.
class client {
public:
    client(boost::asio::any_io_executor executor, address where, base::logger log,
           options limits = {});
    ~client();
    client(const client&) = delete;
    client& operator=(const client&) = delete;

    /// One command; throws command_error for an error reply. A blocking command (BRPOP) needs a
    /// client of its own.
    async::task<reply> run(async::deadline until, std::vector<std::string> arguments);

    /// Several commands in one write; errors stand in their replies.
    async::task<std::vector<reply>> run_all(async::deadline until,
                                            std::vector<std::vector<std::string>> commands);

    /// The script by its hash, by its text when the server does not know the hash.
    async::task<reply> eval(async::deadline until, const script& what,
                            std::vector<std::string> keys, std::vector<std::string> arguments);

    /// The same for what goes on without Redis: nothing when it is away, late, over a limit or
    /// refuses (it starts, or is a replica).
    async::task<std::optional<reply>> try_eval(async::deadline until, const script& what,
                                               std::vector<std::string> keys,
                                               std::vector<std::string> arguments);

    /// Called after each connect, before waiting calls go on: what a connection remembers (CLIENT
    /// TRACKING) is gone.
    void on_connected(std::function<void()> handler);

    bool is_connected() const;

    /// Callers that wait get base::outage. Needed before destruction.
    async::task<> close();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace redis
