#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "http/client.hpp"
#include "http/client_message.hpp"

#include <chrono>
#include <optional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>

namespace http {

/// One connection of the client to a server, plain or TLS; one request at a time. Throws
/// boost::system::system_error.
class client_connection {
public:
    client_connection(boost::asio::any_io_executor executor, const client_options& options);

    /// The name is resolved on Asio's own thread; a cancelled caller does not wait for a dead name
    /// server.
    async::task<> connect(const client_target& to, boost::asio::ssl::context& tls);

    async::task<client_response> exchange(const std::string& head, const client_request& what);

    /// The last exchange left it usable.
    bool reusable() const { return reusable_; }
    /// Nothing, not even its end, has come since; and it has not been idle for too long.
    bool still_good(std::chrono::milliseconds idle_max);
    /// Of the exchange under way: the server has begun to answer.
    bool answer_begun() const { return answer_begun_; }

private:
    async::task<> handshake(const client_target& to, boost::asio::ssl::context& tls);
    async::task<> write(const std::string& head, const std::string& body);
    async::task<std::size_t> read_some(boost::system::error_code& failed);
    async::task<> read_answer(client_response& into, const client_request& to);

    const client_options& options_;
    boost::asio::ip::tcp::socket socket_;
    std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_;
    boost::beast::flat_buffer buffer_;
    std::chrono::steady_clock::time_point idle_since_;
    bool reusable_ = false;
    bool answer_begun_ = false;
};

} // namespace http
