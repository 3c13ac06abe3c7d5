#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "async/task_group.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "postgres/config.hpp"
#include "postgres/errors.hpp"
#include "postgres/result.hpp"
#include "postgres/statement.hpp"
#include "postgres/value.hpp"

#include <cstddef>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

namespace postgres {

/// One transaction on an exclusive connection: see pool::in_transaction.
class transaction {
public:
    virtual ~transaction() = default;

    /// One statement of the transaction; BEGIN travels with the first. After a failure only the end
    /// of the transaction may follow: another run is std::logic_error.
    virtual async::task<result> run(statement what, params with = {}) = 0;
};

/// The connections of one I/O thread. Opened when first needed and again after a loss; all calls on
/// its thread. Outages are base::outage{"postgresql"}, at once while the server is known to be
/// away; a wait beyond the deadline is base::deadline_exceeded; more callers than a lane's limit
/// are base::overload{"postgres.<lane>"}.
class pool {
public:
    pool(boost::asio::any_io_executor executor, config config, base::logger log,
         base::metrics& metrics);
    ~pool();
    pool(const pool&) = delete;
    pool& operator=(const pool&) = delete;

    /// One statement, its own transaction: one Sync. In `read` it shares a pipeline with others; in
    /// the other lanes it has a connection to itself. A cancelled caller leaves; the statement
    /// still ends and its slot is drained.
    async::task<result> run(lane in, async::deadline until, statement what, params with = {});

    /// BEGIN, `body(tx)`, COMMIT in `desk` or `work`; ROLLBACK when the body throws. Gives what the
    /// body gives. The body runs once: a caller that wants a retry on 40001 or 40P01 asks again. A
    /// body that caught the failure of one of its statements must say so: nothing is committed, and
    /// it is std::logic_error unless it gives a std::expected without its value (a domain error).
    template <class F>
    auto in_transaction(lane in, async::deadline until, F body)
        -> decltype(body(std::declval<transaction&>()));

    /// The next piece of a COPY's text, valid until the next call; empty: the end.
    using copy_source = std::function<std::string_view()>;

    /// COPY ... FROM STDIN on a connection of its own, without statement_timeout. Gives the number
    /// of rows; nothing is stored unless it returns.
    async::task<std::int64_t> copy_in(async::deadline until, std::string copy_sql,
                                      copy_source source);

    /// Closes all connections after what runs on them; new calls are refused with base::outage.
    async::task<> close();

private:
    class impl;
    class lease;

    async::task<std::shared_ptr<lease>> begin(lane in, async::deadline until);
    static transaction& of(lease& held);
    static bool failed(const lease& held);
    static async::task<> commit(lease& held);

    std::shared_ptr<impl> impl_;
};

namespace impl {

template <class T>
inline constexpr bool is_expected = false;
template <class T, class E>
inline constexpr bool is_expected<std::expected<T, E>> = true;

} // namespace impl

// The end of `held` rolls back what was not committed.
template <class F>
auto pool::in_transaction(lane in, async::deadline until, F body)
    -> decltype(body(std::declval<transaction&>())) {
    using value = typename decltype(body(std::declval<transaction&>()))::value_type;
    const auto held = co_await begin(in, until);
    if constexpr (std::is_void_v<value>) {
        co_await body(of(*held));
        co_await commit(*held);
    } else {
        value outcome = co_await body(of(*held));
        if constexpr (postgres::impl::is_expected<value>) {
            if (failed(*held) && !outcome.has_value())
                co_return outcome;
        }
        co_await commit(*held);
        co_return outcome;
    }
}

} // namespace postgres
