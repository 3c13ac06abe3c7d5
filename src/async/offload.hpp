#pragma once

#include "async/task.hpp"
#include "base/errors.hpp"

#include <atomic>
#include <cstddef>
#include <string>
#include <type_traits>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace async {

/// Threads for what would block an I/O thread: password hashing, files, compression. Thread-safe.
class offload_pool {
public:
    /// `name` is what base::overload calls this limit: at most `threads` run and `waiting_max`
    /// wait.
    offload_pool(std::string name, std::size_t threads, std::size_t waiting_max)
        : name_{std::move(name)}
        , pending_max_{threads + waiting_max}
        , pool_{threads} {}

    /// Runs `f()` on a thread of the pool and resumes the caller on its own thread with the result
    /// or the exception. Throws base::overload when the queue is full. A cancelled caller waits for
    /// `f` all the same: it may use what the caller owns.
    template <class F, class R = std::invoke_result_t<F>>
    task<R> run(F f) {
        if (pending_.fetch_add(1) >= pending_max_) {
            pending_.fetch_sub(1);
            throw base::overload{name_};
        }
        struct leave {
            std::atomic<std::size_t>& pending;
            ~leave() { pending.fetch_sub(1); }
        } at_exit{pending_};
        co_return co_await boost::asio::co_spawn(pool_, call(std::move(f)),
                                                 boost::asio::use_awaitable);
    }

    ~offload_pool() { pool_.join(); }

private:
    template <class F, class R = std::invoke_result_t<F>>
    static task<R> call(F f) {
        co_return f();
    }

    std::string name_;
    std::size_t pending_max_;
    std::atomic<std::size_t> pending_ = 0;
    boost::asio::thread_pool pool_;
};

} // namespace async
