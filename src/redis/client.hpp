#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "async/task_group.hpp"
#include "base/errors.hpp"
#include "base/log.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace redis {

/// One RESP2 reply, owned.
struct reply {
    enum class kind : std::uint8_t { nil, text, integer, array, error };

    kind type = kind::nil;
    std::string text; ///< of text, status and error
    std::int64_t integer = 0;
    std::vector<reply> elements;

    bool is_nil() const { return type == kind::nil; }
};

/// The server answered with an error ("WRONGTYPE ...", "NOSCRIPT ..."). An unreachable server is base::outage{"redis"}.
class command_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// From redis://[[user]:password@]host[:port][/db]; rediss:// for TLS.
struct address {
    std::string host = "localhost";
    std::uint16_t port = 6379;
    std::string user;
    std::string password;
    int database = 0;
    bool tls = false;

    /// Throws std::invalid_argument that says what is wrong.
    static address parse(std::string_view url);
};

/// A Lua script, sent by its hash and loaded when the server does not know it.
class script {
public:
    explicit script(std::string_view text);
    std::string_view text() const { return text_; }
    std::string_view sha1() const { return sha1_; }

private:
    std::string_view text_;
    std::string sha1_;
};

/// One pipelined connection of one I/O thread, opened when first needed and again after a loss. Name resolution is
/// Asio's and never blocks the thread. All calls on its thread.
class client {
public:
    client(boost::asio::any_io_executor executor, address where, base::logger log);
    ~client();
    client(const client&) = delete;
    client& operator=(const client&) = delete;

    /// One command; throws command_error for an error reply. A blocking command (BRPOP) needs a client of its own.
    async::task<reply> run(async::deadline until, std::vector<std::string> arguments);

    /// Several commands in one write; errors stand in their replies.
    async::task<std::vector<reply>> run_all(async::deadline until, std::vector<std::vector<std::string>> commands);

    async::task<reply> eval(async::deadline until, const script& what, std::vector<std::string> keys,
                            std::vector<std::string> arguments);

    async::task<> close();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

/// One connection in subscriber mode. Subscribes again after a loss: messages sent meanwhile are gone, and
/// `on_resubscribed` tells the owner to look at the truth once.
class subscriber {
public:
    using message_handler = std::function<void(std::string_view channel, std::string_view payload)>;

    subscriber(boost::asio::any_io_executor executor, address where, base::logger log);
    ~subscriber();

    void subscribe(std::string channel, message_handler handler);
    void psubscribe(std::string pattern, message_handler handler);
    void unsubscribe(std::string_view channel);
    void on_resubscribed(std::function<void()> handler);

    /// Until cancelled.
    async::task<> run();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace redis
