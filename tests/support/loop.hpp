#pragma once

#include "async/task.hpp"
#include "base/metrics.hpp"
#include "postgres/pool.hpp"

#include <exception>
#include <optional>
#include <stdexcept>
#include <type_traits>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace testing_support {

/// An event loop that a test turns from its own thread, one coroutine at a time. What else lives on
/// the loop (a pool, a server) stays between the runs.
class loop {
public:
    boost::asio::io_context& context() { return context_; }
    boost::asio::any_io_executor executor() { return context_.get_executor(); }

    /// Runs the coroutine `make()` to its end; gives its value or throws its exception.
    template <class F>
    auto run(F make) {
        using value_type = typename decltype(make())::value_type;
        std::exception_ptr failure;
        bool ended = false;
        if constexpr (std::is_void_v<value_type>) {
            boost::asio::co_spawn(context_, make(), [&](std::exception_ptr e) {
                failure = e;
                ended = true;
                context_.stop();
            });
            turn(ended, failure);
        } else {
            std::optional<value_type> value;
            boost::asio::co_spawn(context_, make(), [&](std::exception_ptr e, value_type v) {
                failure = e;
                value.emplace(std::move(v));
                ended = true;
                context_.stop();
            });
            turn(ended, failure);
            return std::move(*value);
        }
    }

private:
    void turn(const bool& ended, const std::exception_ptr& failure) {
        context_.restart();
        context_.run();
        if (failure)
            std::rethrow_exception(failure);
        if (!ended)
            throw std::logic_error{"the coroutine waits for something that cannot come"};
    }

    boost::asio::io_context context_{1};
};

/// A loop with a pool, which is closed at the end.
class pool_loop : public loop {
public:
    explicit pool_loop(postgres::config where, base::logger log = {})
        : pool_{executor(), std::move(where), std::move(log), metrics_} {}
    ~pool_loop() {
        run([this] { return pool_.close(); });
    }

    postgres::pool& pool() { return pool_; }
    base::metrics& metrics() { return metrics_; }

private:
    base::metrics metrics_;
    postgres::pool pool_;
};

} // namespace testing_support
