#pragma once

#include "async/task.hpp"
#include "http/request.hpp"
#include "http/request_parser.hpp"
#include "http/response.hpp"
#include "http/router.hpp"
#include "http/server_core.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>

namespace http {

/// One client's connection: reads a request, runs its handler, writes the answer, and again.
///
/// Time: `expires_` is the end of what the connection does now; the server's tick compares it five
/// times a second, so that no request arms a timer. Reading and writing is ended through the
/// socket, a handler through `cancel_`.
///
/// The client's leaving: while a handler runs nothing reads from the socket. The first tick that
/// finds a handler running arms a watch on the socket (a stream arms it at once), which reads ahead
/// what the client pipelines and cancels the handler when the client closes. A request that is
/// answered within a tick pays nothing for it.
class connection final : public std::enable_shared_from_this<connection>, private stream_writer {
public:
    using clock = std::chrono::steady_clock;
    using socket = boost::asio::ip::tcp::socket;

    connection(socket peer, server_core& shared);
    ~connection() override;

    /// Until the connection has ended. The signal behind cancel_slot() must reach this coroutine.
    async::task<> run();
    boost::asio::cancellation_slot cancel_slot() { return cancel_.slot(); }

    void tick(clock::time_point now);
    /// Ends streams, and the connection with the answer under way or after a moment without a
    /// request.
    void drain();
    /// Cancels the handler, which is answered 503; closes if none runs.
    void abort();
    /// Not heeding what is under way.
    void close();

    /// Its place in the server's list.
    std::size_t index = 0;

private:
    enum class phase : std::uint8_t { idle, head, body, handling, streaming, writing, lingering };
    enum class part : std::uint8_t { head, body };
    enum class outcome : std::uint8_t { complete, closed, refused };
    enum class stop_reason : std::uint8_t { none, client_left, timeout, shutdown };
    using parts = std::array<boost::asio::const_buffer, 3>;

    void begin();
    void enter(phase next, clock::duration at_most);
    async::task<bool> serve_one();
    void finish(unsigned status, bool streamed);

    // Reading.
    async::task<outcome> read(part wanted);
    std::optional<outcome> parse(part wanted);
    void give_up_input();
    outcome refuse(unsigned status, std::string_view why);
    outcome refuse(part wanted, boost::system::error_code failed);
    outcome end_of_input(boost::system::error_code failed);
    std::size_t read_size(part wanted) const;

    // Answering.
    async::task<response> exchange();
    std::optional<response> open_request();
    std::optional<response> read_target();
    void identify();
    async::task<outcome> read_body();
    async::task<response> handle();
    async::task<response> call_handler();
    async::task<std::optional<response>> authenticate();

    // Writing.
    async::task<> send(response& answer);
    async::task<> send_stream(response& answer);
    std::string& write_head(response& answer, bool chunked);
    std::size_t send_now(const parts& what);
    async::task<> send_rest(parts what, std::size_t sent);
    async::task<> write(std::string_view chunk) override;
    async::task<> linger();

    void watch();
    void on_readable(boost::system::error_code failed);
    void cancel(stop_reason why);

    socket socket_;
    server_core& shared_;
    boost::asio::cancellation_signal cancel_;
    boost::beast::flat_buffer buffer_;
    std::optional<request_parser> parser_;
    request request_;
    std::string peer_address_;
    const route* route_ = nullptr;
    std::optional<verb> method_;
    std::optional<admission::standing> standing_;
    response refusal_;
    std::string head_;

    phase phase_ = phase::idle;
    stop_reason stopped_ = stop_reason::none;
    clock::time_point expires_;
    clock::time_point started_;
    std::size_t requests_ = 0;
    bool keep_alive_ = true;
    bool expired_ = false;
    bool watching_ = false;
    /// The client gets no answer.
    bool left_ = false;
    /// The client may still be sending what nobody will read.
    bool unread_ = false;
};

} // namespace http
