#pragma once

#include "async/event.hpp"
#include "async/task.hpp"
#include "base/log.hpp"

#include <list>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>

namespace async {

/// Owns every coroutine that outlives its caller: nothing in the project runs detached.
/// All calls are made on the executor's thread. Join before destroying it.
class task_group {
public:
    task_group(boost::asio::any_io_executor executor, base::logger log);
    ~task_group();
    task_group(const task_group&) = delete;
    task_group& operator=(const task_group&) = delete;

    const boost::asio::any_io_executor& executor() const { return executor_; }

    /// Starts `work`; an exception that it lets out is logged with `name` and ends only this task.
    void spawn(std::string name, task<> work);

    /// Asks all running tasks to stop; they end with operation_aborted, which is not logged.
    void cancel();

    /// Until no task runs. What is spawned meanwhile is waited for too.
    task<> join();

    std::size_t size() const { return running_.size(); }

private:
    struct entry {
        std::string name;
        boost::asio::cancellation_signal cancel;
    };

    void on_end(std::list<entry>::iterator ended, std::exception_ptr failure);

    boost::asio::any_io_executor executor_;
    base::logger log_;
    std::list<entry> running_;
    event changed_;
};

} // namespace async
