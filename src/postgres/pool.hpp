#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "async/task_group.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "postgres/errors.hpp"
#include "postgres/result.hpp"
#include "postgres/statement.hpp"
#include "postgres/value.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

namespace postgres {

/// Connections are kept apart by what they are for, so that slow work never stands in the way of fast work.
enum class lane : std::uint8_t {
    desk, ///< reservation batches; exclusive
    read, ///< single statements of requests, many in one pipeline; short statement_timeout
    work, ///< transactions of requests and tasks; exclusive
};

struct lane_config {
    std::size_t connections = 2;
    std::size_t waiting_max = 1024;
    std::chrono::milliseconds statement_timeout{2000};
};

struct config {
    std::string host;
    std::uint16_t port = 5432;
    std::string database;
    std::string user;
    std::string password;
    /// Sent as `options=-c role=...`; empty: none.
    std::string role = "marketplace_app";
    std::string application_name = "marketplace";
    lane_config desk{2, 1024, std::chrono::milliseconds{2000}};
    lane_config read{2, 4096, std::chrono::milliseconds{1000}};
    lane_config work{4, 1024, std::chrono::milliseconds{2000}};
};

/// One transaction on an exclusive connection: see pool::transaction.
class transaction {
public:
    virtual ~transaction() = default;

    /// One statement of the transaction. After a failure only the end of the transaction may follow.
    virtual async::task<result> run(const statement& what, params with = {}) = 0;
};

/// The connections of one I/O thread. Opened when first needed and again after a loss; all calls on its thread.
/// Outages are base::outage{"postgresql"}; a wait beyond the deadline is base::deadline_exceeded.
class pool {
public:
    pool(boost::asio::any_io_executor executor, config config, base::logger log, base::metrics& metrics);
    ~pool();
    pool(const pool&) = delete;
    pool& operator=(const pool&) = delete;

    /// One statement, its own transaction: one Sync. In `read` it shares a pipeline with others; in the other lanes
    /// it has a connection to itself. A cancelled caller leaves; the statement still ends and its slot is drained.
    async::task<result> run(lane in, async::deadline until, const statement& what, params with = {});

    /// BEGIN, `body(tx)`, COMMIT; ROLLBACK when the body throws. Gives what the body gives. The body runs once: a
    /// caller that wants a retry on 40001 or 40P01 asks again.
    template <class F>
    auto in_transaction(lane in, async::deadline until, F body) -> decltype(body(std::declval<transaction&>()));

    /// Closes all connections after what runs on them; new calls are refused with base::outage.
    async::task<> close();

private:
    class impl;
    class lease;

    async::task<std::unique_ptr<lease>> begin(lane in, async::deadline until);
    static transaction& of(lease& held);
    static async::task<> commit(lease& held);
    static async::task<> rollback(lease& held);

    std::unique_ptr<impl> impl_;
};

template <class F>
auto pool::in_transaction(lane in, async::deadline until, F body) -> decltype(body(std::declval<transaction&>())) {
    using value = typename decltype(body(std::declval<transaction&>()))::value_type;
    const auto held = co_await begin(in, until);
    std::exception_ptr failure;
    try {
        if constexpr (std::is_void_v<value>) {
            co_await body(of(*held));
            co_await commit(*held);
            co_return;
        } else {
            value outcome = co_await body(of(*held));
            co_await commit(*held);
            co_return outcome;
        }
    } catch (...) {
        failure = std::current_exception();
    }
    co_await rollback(*held); // never throws: a connection that cannot roll back is closed
    std::rethrow_exception(failure);
}

} // namespace postgres
