#pragma once

#include "async/run_to_end.hpp"
#include "base/metrics.hpp"
#include "postgres/pool.hpp"

#include <exception>

#include <boost/asio/io_context.hpp>

namespace app {

/// Runs `body(pool)` to its end on the calling thread, for commands: a pool of its own, closed
/// whatever happens.
template <class F>
auto with_pool(const postgres::config& where, F body) {
    using result = typename decltype(body(std::declval<postgres::pool&>()))::value_type;
    boost::asio::io_context io{1};
    base::metrics metrics;
    postgres::pool pool{io.get_executor(), where, {}, metrics};
    const auto run = [&]() -> async::task<result> {
        std::exception_ptr failed;
        try {
            if constexpr (std::is_void_v<result>) {
                co_await body(pool);
                co_await pool.close();
                co_return;
            } else {
                auto value = co_await body(pool);
                co_await pool.close();
                co_return value;
            }
        } catch (...) {
            failed = std::current_exception();
        }
        co_await pool.close();
        std::rethrow_exception(failed);
    };
    return async::run_to_end(io, run);
}

} // namespace app
