#pragma once

#include "async/event.hpp"
#include "async/task.hpp"
#include "async/task_group.hpp"
#include "base/log.hpp"
#include "redis/client.hpp"
#include "redis/subscriber.hpp"
#include "tasks/message.hpp"

#include <map>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace tasks {

/// Calls tasks without a transaction and waits for their results: for tools and tests. Programs
/// that change data call by enqueue().
class client {
public:
    /// Both servers may be the same.
    client(boost::asio::any_io_executor executor, redis::address queues, redis::address results,
           base::logger log);

    /// Publishes at once; gives the task's id.
    async::task<std::string> send(async::deadline until, task_call call);

    /// The whole result ({"status": ..., "result": ...}) once the task has ended: SUCCESS, FAILURE
    /// or REVOKED.
    async::task<boost::json::object> wait(async::deadline until, std::string task_id);

    async::task<boost::json::object> call(async::deadline until, task_call call);

    /// Needed before destruction.
    async::task<> close();

private:
    void listen();
    void note(std::string_view channel, std::string_view payload);

    redis::client queues_;
    redis::client results_;
    redis::subscriber listener_;
    std::map<std::string, std::string, std::less<>>
        ended_; ///< results that came, by key, of those who wait
    async::event came_;
    async::task_group loops_;
};

} // namespace tasks
