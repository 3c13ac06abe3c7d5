#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "redis/address.hpp"
#include "redis/resp.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

namespace redis {

using endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

/// One socket to the server, plain or TLS, with the reader of its replies. No reconnects here.
class connection {
public:
    using clock = std::chrono::steady_clock;

    explicit connection(boost::asio::any_io_executor executor);
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    /// Connects to the first of `to` that answers, then TLS, AUTH and SELECT. Throws system_error,
    /// command_error (a wrong password) or deadline_exceeded.
    async::task<> open(async::deadline until, address where, endpoints to);

    /// The next reply. Throws system_error when the connection ends and protocol_error.
    async::task<reply> read();
    /// A reply that has already arrived.
    std::optional<reply> buffered() { return reader_.next(); }

    async::task<> write(std::string_view bytes);

    /// Ends what waits in read and write.
    void close();
    bool is_open() const { return open_; }

    /// When bytes last came.
    clock::time_point heard_at() const { return heard_at_; }

private:
    using tcp = boost::asio::ip::tcp;
    using tls_stream = boost::asio::ssl::stream<tcp::socket&>;

    async::task<> dial(address where, endpoints to);
    async::task<> start_tls(const std::string& host);
    async::task<> expect_ok(std::vector<std::string> command);

    tcp::socket socket_;
    std::optional<boost::asio::ssl::context> tls_context_;
    std::optional<tls_stream> tls_;
    reply_reader reader_;
    std::vector<char> bytes_;
    clock::time_point heard_at_{};
    bool open_ = false;
};

} // namespace redis
