#include "redis/connection.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <openssl/ssl.h>

namespace redis {
namespace asio = boost::asio;
namespace {

constexpr std::size_t read_bytes = 64 * 1024;

} // namespace

connection::connection(asio::any_io_executor executor)
    : socket_{std::move(executor)}
    , bytes_(read_bytes) {}

async::task<> connection::open(async::deadline until, address where, endpoints to) {
    co_await async::with_deadline(until, "redis connect", dial(std::move(where), std::move(to)));
    open_ = true;
}

async::task<> connection::dial(address where, endpoints to) {
    co_await asio::async_connect(socket_, to, asio::use_awaitable);
    socket_.set_option(tcp::no_delay{true});
    socket_.set_option(asio::socket_base::keep_alive{true});
    if (where.tls)
        co_await start_tls(where.host);
    if (!where.password.empty()) {
        if (where.user.empty()) {
            co_await expect_ok({"AUTH", where.password});
        } else {
            co_await expect_ok({"AUTH", where.user, where.password});
        }
    }
    if (where.database != 0)
        co_await expect_ok({"SELECT", std::to_string(where.database)});
    heard_at_ = clock::now();
}

async::task<> connection::start_tls(const std::string& host) {
    tls_context_.emplace(asio::ssl::context::tls_client);
    tls_context_->set_default_verify_paths();
    tls_.emplace(socket_, *tls_context_);
    tls_->set_verify_mode(asio::ssl::verify_peer);
    tls_->set_verify_callback(asio::ssl::host_name_verification{host});
    if (SSL_set_tlsext_host_name(tls_->native_handle(), host.c_str()) != 1) {
        throw std::runtime_error{"TLS refuses the host's name"};
    }
    co_await tls_->async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
}

async::task<> connection::expect_ok(std::vector<std::string> command) {
    std::string bytes;
    append_command(bytes, command);
    co_await write(bytes);
    const auto answer = co_await read();
    if (answer.is_error())
        throw command_error{answer.text};
}

async::task<reply> connection::read() {
    for (;;) {
        if (auto next = reader_.next())
            co_return std::move(*next);
        const auto room = asio::buffer(bytes_);
        const std::size_t size = tls_ ? co_await tls_->async_read_some(room, asio::use_awaitable)
                                      : co_await socket_.async_read_some(room, asio::use_awaitable);
        heard_at_ = clock::now();
        reader_.feed({bytes_.data(), size});
    }
}

async::task<> connection::write(std::string_view bytes) {
    if (tls_) {
        co_await asio::async_write(*tls_, asio::buffer(bytes), asio::use_awaitable);
    } else {
        co_await asio::async_write(socket_, asio::buffer(bytes), asio::use_awaitable);
    }
}

void connection::close() {
    open_ = false;
    boost::system::error_code ignored;
    socket_.close(ignored);
}

} // namespace redis
