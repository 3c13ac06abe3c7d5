#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "postgres/connect.hpp"
#include "postgres/result.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace postgres {

/// A plain connection (no pipeline) for what does not fit into one: scripts, COPY, LISTEN, advisory
/// locks. One call at a time. A call that does not come to its end, by its deadline or a
/// cancellation, closes the connection, and the server rolls back what was open.
class session {
public:
    struct notification {
        std::string channel;
        std::string payload;
    };

    session(config where, std::string purpose, std::chrono::milliseconds statement_timeout = {});

    bool is_open() const { return raw_ != nullptr; }
    /// Throws base::outage.
    async::task<> open(async::deadline until);
    void close();

    /// One statement with binary parameters and rows.
    async::task<result> run(async::deadline until, std::string sql, params with = {});

    /// Any number of statements without parameters, as one transaction unless the text says
    /// otherwise.
    async::task<> run_script(async::deadline until, std::string sql);

    /// Sends the pieces of `source` until one is empty; gives the number of rows.
    async::task<std::int64_t> copy_in(async::deadline until, std::string sql,
                                      std::function<std::string_view()> source);

    /// The next notification of a channel that was listened to. Throws base::outage when the
    /// connection is lost.
    async::task<notification> next_notification();

private:
    pg_conn* raw() const { return raw_.get(); }
    async::task<> flush();
    /// The last result of what was sent; throws the first failure.
    async::task<result> finish(std::string step);
    async::task<result> send_and_finish(std::string sql, const params& with);
    async::task<std::int64_t> copy_pieces(std::string sql,
                                          std::function<std::string_view()> source);
    async::task<pg_result*> next_result();
    void expect(int sent);

    config where_;
    std::string purpose_;
    std::chrono::milliseconds statement_timeout_;
    connection_handle raw_;
    std::optional<borrowed_socket> socket_;
};

} // namespace postgres
