#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "postgres/config.hpp"

#include <chrono>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

struct pg_conn;

namespace postgres {

struct finish_connection {
    void operator()(pg_conn* raw) const;
};
using connection_handle = std::unique_ptr<pg_conn, finish_connection>;

/// libpq's socket as Asio sees it. libpq owns and closes it, so it is only lent.
class borrowed_socket {
public:
    explicit borrowed_socket(boost::asio::any_io_executor executor)
        : descriptor_{std::move(executor)} {}
    ~borrowed_socket() { give_back(); }
    borrowed_socket(const borrowed_socket&) = delete;
    borrowed_socket& operator=(const borrowed_socket&) = delete;

    void borrow(pg_conn* from);
    /// Ends all waits with operation_aborted.
    void give_back();

    boost::asio::posix::stream_descriptor& descriptor() { return descriptor_; }
    async::task<> readable();
    async::task<> writable();

private:
    boost::asio::posix::stream_descriptor descriptor_;
};

/// Reads what has arrived, TLS records that libpq's own buffer had no room for included. False: the
/// connection is lost.
bool consume_input(pg_conn* raw);

/// libpq's message without its line end.
std::string error_message(const pg_conn* raw);

/// A connection in non-blocking mode. The name is resolved by Asio: libpq's own resolution would
/// block the thread. Throws base::outage when there is no connection by `until`. `purpose` ends the
/// application's name.
async::task<connection_handle> connect(const config& where, std::string purpose,
                                       std::chrono::milliseconds statement_timeout,
                                       async::deadline until);

} // namespace postgres
