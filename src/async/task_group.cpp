#include "async/task_group.hpp"

#include "base/errors.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace async {
namespace asio = boost::asio;

task_group::task_group(asio::any_io_executor executor, base::logger log)
    : executor_{std::move(executor)}
    , log_{std::move(log)}
    , changed_{executor_} {}

task_group::~task_group() {
    MARKETPLACE_ASSERT(running_.empty());
}

void task_group::spawn(std::string name, task<> work) {
    const auto at = running_.emplace(running_.end());
    at->name = std::move(name);
    asio::co_spawn(
        executor_, std::move(work),
        asio::bind_cancellation_slot(
            at->cancel.slot(), [this, at](std::exception_ptr failure) { on_end(at, failure); }));
}

void task_group::on_end(std::list<entry>::iterator ended, std::exception_ptr failure) {
    if (failure) {
        try {
            std::rethrow_exception(failure);
        } catch (const boost::system::system_error& e) {
            if (e.code() != asio::error::operation_aborted) {
                log_.error("task failed", {{"task", ended->name}, {"error", e.what()}});
            }
        } catch (const std::exception& e) {
            log_.error("task failed", {{"task", ended->name}, {"error", e.what()}});
        }
    }
    running_.erase(ended);
    changed_.notify_all();
}

void task_group::cancel() {
    for (auto at = running_.begin(); at != running_.end();) {
        const auto current = at++; // a task may end, and leave the list, while it is told
        current->cancel.emit(asio::cancellation_type::terminal);
    }
}

task<> task_group::join() {
    while (!running_.empty())
        co_await changed_.wait();
}

} // namespace async
