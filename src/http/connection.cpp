#include "http/connection.hpp"

#include "http/language.hpp"
#include "http/negotiation.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/error.hpp>
#include <fmt/format.h>

namespace http {
namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr std::size_t read_bytes_min = 4 * 1024;
constexpr std::size_t read_bytes_max = 64 * 1024;
/// A body buffer above this is given back before the next request.
constexpr std::size_t kept_body_bytes_max = 64 * 1024;
constexpr std::chrono::milliseconds drain_idle_time{500};
constexpr std::chrono::milliseconds linger_time{2'000};
constexpr std::size_t linger_bytes_max = 16 * 1024 * 1024;

std::string address_of(const connection::socket& peer) {
    error_code failed;
    const auto endpoint = peer.remote_endpoint(failed);
    return failed ? std::string{} : endpoint.address().to_string();
}

} // namespace

connection::connection(socket peer, server_core& shared)
    : socket_{std::move(peer)}
    , shared_{shared}
    , buffer_{shared.options.limits.head_bytes_max + 2 * read_bytes_max}
    , peer_address_{address_of(socket_)} {
    error_code ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
    request_.log = shared.log;
    // Nothing has come yet: who connects and says nothing is as slow as who sends half a head.
    enter(phase::idle, shared.options.limits.head_timeout);
    shared_.metrics.connection_opened();
}

connection::~connection() = default;

void connection::enter(phase next, clock::duration at_most) {
    phase_ = next;
    expires_ = clock::now() + at_most;
}

async::task<> connection::run() {
    try {
        while (co_await serve_one()) {
        }
    } catch (const boost::system::system_error&) {
        unread_ = false; // the socket failed: the client has gone, or was cut off
    }
    co_await linger();
    shared_.metrics.connection_closed();
}

void connection::begin() {
    request_.headers.clear();
    request_.path.clear(); // a head that is refused has none
    request_.target.clear();
    if (request_.body.capacity() > kept_body_bytes_max)
        request_.body = {};
    request_.body.clear();
    request_.caller.reset();
    route_ = nullptr;
    method_.reset();
    standing_.reset();
    stopped_ = stop_reason::none;
    expired_ = false;
    parser_.emplace(request_, shared_.options.limits.head_bytes_max,
                    shared_.options.limits.header_fields_max);
    if (buffer_.size() > 0) {
        enter(phase::head, shared_.options.limits.head_timeout);
        started_ = clock::now();
    } else if (requests_ > 0) {
        enter(phase::idle,
              shared_.draining ? drain_idle_time : shared_.options.limits.idle_timeout);
    }
}

async::task<bool> connection::serve_one() {
    begin();
    const auto head = co_await read(part::head);
    if (head == outcome::closed)
        co_return false;
    ++requests_;
    identify();
    response answer = head == outcome::complete ? co_await exchange() : std::move(refusal_);
    if (left_)
        co_return false;
    if (shared_.draining)
        keep_alive_ = false;
    localize(request_, answer);
    as_problem(request_, answer);
    shared_.cors.apply(request_, answer);
    const bool streamed = answer.stream && request_.method != verb::head;
    if (streamed) {
        co_await send_stream(answer);
    } else {
        co_await send(answer);
    }
    finish(answer.status, streamed);
    co_return keep_alive_ && !left_;
}

void connection::finish(unsigned status, bool streamed) {
    const auto took = clock::now() - started_;
    if (streamed) {
        shared_.metrics.streamed(method_, status);
    } else {
        shared_.metrics.answered(method_, status, took);
    }
    const auto level = status >= 500 ? base::log_level::info : base::log_level::debug;
    if (!request_.log.enabled(level))
        return;
    const auto ms = std::chrono::duration<double, std::milli>{took}.count();
    request_.log.write(level, "request",
                       {{"method", parser_->method()},
                        {"path", request_.path},
                        {"status", status},
                        {"ms", ms},
                        {"client", request_.remote_address}});
}

// Reading.

std::size_t connection::read_size(part wanted) const {
    if (wanted == part::head)
        return read_bytes_min;
    const auto left = parser_->content_length_remaining();
    return left ? std::clamp<std::size_t>(*left, read_bytes_min, read_bytes_max) : read_bytes_max;
}

async::task<connection::outcome> connection::read(part wanted) {
    while (true) {
        if (const auto result = parse(wanted))
            co_return *result;
        error_code failed;
        const auto count = co_await socket_.async_read_some(
            buffer_.prepare(read_size(wanted)), asio::redirect_error(asio::use_awaitable, failed));
        buffer_.commit(count);
        if (failed)
            co_return end_of_input(failed);
        if (phase_ == phase::idle) {
            started_ = clock::now();
            phase_ = phase::head;
            expires_ = started_ + shared_.options.limits.head_timeout;
        }
    }
}

std::optional<connection::outcome> connection::parse(part wanted) {
    while (buffer_.size() > 0) {
        error_code failed;
        buffer_.consume(parser_->put(buffer_.cdata(), failed));
        if (failed == beast_http::error::need_more) {
            // A chunk's head has no limit of its own.
            if (buffer_.size() <= shared_.options.limits.head_bytes_max)
                return std::nullopt;
            return refuse(400, "Bad request: chunk header too long.");
        }
        if (failed)
            return refuse(wanted, failed);
        if (wanted == part::head ? parser_->is_header_done() : parser_->is_done())
            return outcome::complete;
    }
    return std::nullopt;
}

/// The rest of the request is not read, so no other can follow.
void connection::give_up_input() {
    keep_alive_ = false;
    unread_ = true;
}

connection::outcome connection::refuse(unsigned status, std::string_view why) {
    refusal_ = detail(status, why);
    give_up_input();
    return outcome::refused;
}

connection::outcome connection::refuse(part wanted, error_code failed) {
    if (wanted == part::head && failed == beast_http::error::header_limit) {
        shared_.metrics.hit(server_limit::head_bytes);
        return refuse(431, "Request header fields are too large.");
    }
    if (failed == beast_http::error::body_limit) {
        shared_.metrics.hit(server_limit::body_bytes);
        return refuse(413, "Request body is too large.");
    }
    return refuse(400, fmt::format("Bad request: {}.", failed.message()));
}

connection::outcome connection::end_of_input(error_code failed) {
    left_ = true;
    if (failed != asio::error::operation_aborted || !expired_ || phase_ == phase::idle)
        return outcome::closed;
    left_ = false;
    shared_.metrics.hit(phase_ == phase::head ? server_limit::head_time : server_limit::body_time);
    return refuse(408, "The request took too long to arrive.");
}

// Time and the end.

void connection::tick(clock::time_point now) {
    const bool runs = phase_ == phase::handling || phase_ == phase::streaming;
    if (runs && !watching_)
        watch();
    if (now < expires_)
        return;
    expires_ = clock::time_point::max();
    if (phase_ == phase::writing || phase_ == phase::streaming)
        shared_.metrics.hit(server_limit::write_time);
    if (phase_ == phase::handling) {
        cancel(stop_reason::timeout);
    } else if (phase_ == phase::streaming) {
        cancel(stop_reason::client_left);
    } else {
        expired_ = true;
        error_code ignored;
        socket_.cancel(ignored);
    }
}

void connection::watch() {
    watching_ = true;
    if (buffer_.size() == 0)
        buffer_.shrink_to_fit(); // this may last long
    socket_.async_wait(socket::wait_read, [self = shared_from_this()](error_code failed) {
        self->on_readable(failed);
    });
}

void connection::on_readable(error_code failed) {
    watching_ = false;
    if (failed || (phase_ != phase::handling && phase_ != phase::streaming))
        return;
    // What is pipelined beyond this waits in the kernel; the client's leaving is then seen by
    // writing to it.
    if (buffer_.size() > read_bytes_min)
        return;
    const auto count = socket_.read_some(buffer_.prepare(read_bytes_min), failed);
    buffer_.commit(count);
    if (failed && failed != asio::error::would_block) {
        cancel(stop_reason::client_left);
    } else {
        watch();
    }
}

void connection::cancel(stop_reason why) {
    if (stopped_ != stop_reason::none)
        return;
    stopped_ = why;
    cancel_.emit(asio::cancellation_type::terminal);
}

void connection::drain() {
    if (phase_ == phase::streaming)
        cancel(stop_reason::shutdown);
    if (phase_ == phase::idle)
        expires_ = std::min(expires_, clock::now() + drain_idle_time);
}

void connection::abort() {
    if (phase_ == phase::handling || phase_ == phase::streaming) {
        cancel(stop_reason::shutdown);
    } else {
        close();
    }
}

void connection::close() {
    error_code ignored;
    socket_.close(ignored);
}

/// Closes so that the last answer arrives: closing a socket with unread input would reset the
/// connection, and the client might lose what it has not read yet.
async::task<> connection::linger() {
    error_code failed;
    socket_.shutdown(socket::shutdown_send, failed);
    enter(phase::lingering, linger_time);
    std::size_t left = linger_bytes_max;
    while (!failed && unread_ && left > 0) {
        const auto count = co_await socket_.async_read_some(
            buffer_.prepare(read_bytes_min), asio::redirect_error(asio::use_awaitable, failed));
        left -= std::min(left, count);
    }
    close();
}

} // namespace http
