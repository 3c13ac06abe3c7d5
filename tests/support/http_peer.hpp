#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace testing_support {

/// An answer as it stands on the wire.
struct wire_answer {
    unsigned status = 0;
    std::string head; ///< status line and fields
    std::string body; ///< without its framing

    /// The value of a field, by its exact name; empty when it is absent.
    std::string_view field(std::string_view name) const;
    bool has(std::string_view name) const;
};

/// A blocking client that writes what no decent client would. Each read gives up after five
/// seconds.
class http_peer {
public:
    explicit http_peer(std::uint16_t port);

    /// False when the server has closed.
    bool send(std::string_view text);
    /// The next answer; nothing when the connection ended before it was whole. `to_head`: it has no
    /// body.
    std::optional<wire_answer> answer(bool to_head = false);
    std::optional<wire_answer> ask(std::string_view text) {
        return send(text) ? answer() : std::nullopt;
    }

    /// The bytes up to and with `end`; nothing when the connection ended first.
    std::optional<std::string> read_until(std::string_view end);
    /// All that comes until the server closes; nothing when it does not within five seconds.
    std::optional<std::string> read_to_end();
    void close();
    std::uint16_t local_port() const { return socket_.local_endpoint().port(); }

private:
    bool read_more();
    std::optional<std::string> take(std::size_t count);

    boost::asio::io_context io_;
    boost::asio::ip::tcp::socket socket_{io_};
    std::string pending_;
    bool timed_out_ = false;
};

} // namespace testing_support
