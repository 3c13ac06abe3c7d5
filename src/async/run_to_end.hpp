#pragma once

#include "async/task.hpp"

#include <exception>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace async {

/// For tests and tools: runs `make(executor)` on a fresh loop of the calling thread until it ends;
/// gives its value or throws its exception. Everything that it spawned has ended too, because the
/// loop runs out of work.
template <class F>
auto run_to_end(boost::asio::io_context& context, F make) {
    using task_type = decltype(make());
    using value_type = typename task_type::value_type;
    std::exception_ptr failure;
    if constexpr (std::is_void_v<value_type>) {
        boost::asio::co_spawn(context, make(), [&](std::exception_ptr e) { failure = e; });
        context.restart();
        context.run();
        if (failure)
            std::rethrow_exception(failure);
    } else {
        std::optional<value_type> value;
        boost::asio::co_spawn(context, make(), [&](std::exception_ptr e, value_type v) {
            failure = e;
            value.emplace(std::move(v));
        });
        context.restart();
        context.run();
        if (failure)
            std::rethrow_exception(failure);
        return std::move(*value);
    }
}

} // namespace async
