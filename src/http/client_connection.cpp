#include "http/client_connection.hpp"

#include "async/event.hpp"
#include "http/response_parser.hpp"

#include <array>
#include <memory>

#include <boost/asio/connect.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>

namespace http {
namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using boost::system::system_error;

namespace {

constexpr std::size_t read_bytes = 16 * 1024;

/// A resolver cannot be stopped while it waits for a name server. Its state is shared, so that a
/// caller that is cancelled leaves at once and the late result finds nobody.
struct resolution {
    explicit resolution(const asio::any_io_executor& executor)
        : resolver{executor}
        , done{executor} {}

    tcp::resolver resolver;
    async::event done;
    bool ended = false;
    error_code failed;
    tcp::resolver::results_type found;
};

async::task<std::vector<tcp::endpoint>> resolve(asio::any_io_executor executor,
                                                const client_target& to) {
    error_code no_address;
    const auto address = asio::ip::make_address(to.host, no_address);
    if (!no_address) {
        co_return std::vector{
            tcp::endpoint{address, static_cast<std::uint16_t>(std::stoul(to.port))}};
    }
    const auto state = std::make_shared<resolution>(executor);
    state->resolver.async_resolve(to.host, to.port,
                                  [state](error_code failed, tcp::resolver::results_type found) {
                                      state->failed = failed;
                                      state->found = std::move(found);
                                      state->ended = true;
                                      state->done.notify_all();
                                  });
    while (!state->ended)
        co_await state->done.wait();
    if (state->failed)
        throw system_error{state->failed};
    std::vector<tcp::endpoint> endpoints;
    for (const auto& entry : state->found)
        endpoints.push_back(entry.endpoint());
    co_return endpoints;
}

} // namespace

client_connection::client_connection(asio::any_io_executor executor, const client_options& options)
    : options_{options}
    , socket_{std::move(executor)}
    , buffer_{options.head_bytes_max + 4 * read_bytes} {}

async::task<> client_connection::connect(const client_target& to, asio::ssl::context& tls) {
    const auto endpoints = co_await resolve(socket_.get_executor(), to);
    co_await asio::async_connect(socket_, endpoints, asio::use_awaitable);
    socket_.set_option(tcp::no_delay{true});
    if (to.tls)
        co_await handshake(to, tls);
}

async::task<> client_connection::handshake(const client_target& to, asio::ssl::context& tls) {
    tls_.emplace(socket_, tls);
    tls_->set_verify_mode(asio::ssl::verify_peer);
    tls_->set_verify_callback(asio::ssl::host_name_verification{to.host});
    error_code no_address;
    asio::ip::make_address(to.host, no_address);
    if (no_address && SSL_set_tlsext_host_name(tls_->native_handle(), to.host.c_str()) != 1) {
        throw system_error{make_error_code(asio::error::invalid_argument), "server name"};
    }
    co_await tls_->async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
}

bool client_connection::still_good(std::chrono::milliseconds idle_max) {
    if (std::chrono::steady_clock::now() - idle_since_ > idle_max)
        return false;
    error_code failed;
    char byte = 0;
    socket_.non_blocking(true, failed);
    if (failed)
        return false;
    socket_.receive(asio::buffer(&byte, 1), tcp::socket::message_peek, failed);
    return failed == asio::error::would_block;
}

async::task<client_response> client_connection::exchange(const std::string& head,
                                                         const client_request& what) {
    reusable_ = false;
    answer_begun_ = false;
    co_await write(head, what.body);
    client_response answer;
    co_await read_answer(answer, what);
    idle_since_ = std::chrono::steady_clock::now();
    co_return answer;
}

async::task<> client_connection::write(const std::string& head, const std::string& body) {
    const std::array<asio::const_buffer, 2> all{asio::buffer(head), asio::buffer(body)};
    if (tls_) {
        co_await asio::async_write(*tls_, all, asio::use_awaitable);
    } else {
        co_await asio::async_write(socket_, all, asio::use_awaitable);
    }
}

async::task<std::size_t> client_connection::read_some(error_code& failed) {
    const auto space = buffer_.prepare(read_bytes);
    if (tls_)
        co_return co_await tls_->async_read_some(space,
                                                 asio::redirect_error(asio::use_awaitable, failed));
    co_return co_await socket_.async_read_some(space,
                                               asio::redirect_error(asio::use_awaitable, failed));
}

async::task<> client_connection::read_answer(client_response& into, const client_request& to) {
    std::optional<response_parser> parser;
    parser.emplace(into, options_, to);
    parser->eager(true);
    while (true) {
        error_code failed;
        if (buffer_.size() > 0) {
            answer_begun_ = true;
            buffer_.consume(parser->put(buffer_.cdata(), failed));
            if (failed && failed != beast_http::error::need_more)
                throw system_error{failed};
            if (parser->is_done() &&
                into.status / 100 == 1) { // an interim answer: the real one follows
                parser.emplace(into, options_, to);
                parser->eager(true);
                continue;
            }
            if (parser->is_done())
                break;
        }
        failed = {};
        buffer_.commit(co_await read_some(failed));
        if (failed == asio::error::eof || failed == asio::ssl::error::stream_truncated) {
            if (!parser->got_some())
                throw system_error{make_error_code(asio::error::eof)};
            // A TLS stream that is cut off proves nothing about the end of a body.
            if (failed == asio::ssl::error::stream_truncated)
                throw system_error{failed};
            parser->put_eof(failed);
            if (failed)
                throw system_error{failed};
            break;
        }
        if (failed)
            throw system_error{failed};
    }
    reusable_ = parser->keep_alive() && buffer_.size() == 0;
}

} // namespace http
