// The part of a connection that writes answers.
#include "base/errors.hpp"
#include "http/connection.hpp"

#include <algorithm>
#include <numeric>

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace http {
namespace asio = boost::asio;

namespace {

std::size_t size_of(std::span<const asio::const_buffer> parts) {
    return std::accumulate(
        parts.begin(), parts.end(), std::size_t{0},
        [](std::size_t sum, const asio::const_buffer& part) { return sum + part.size(); });
}

bool has_no_body(unsigned status) {
    return status == 204 || status == 304;
}

} // namespace

/// What the socket takes at once: nearly always all of it, without a turn of the loop.
std::size_t connection::send_now(const parts& what) {
    boost::system::error_code failed;
    const auto sent = socket_.write_some(what, failed);
    if (failed && failed != asio::error::would_block)
        throw boost::system::system_error{failed};
    return sent;
}

async::task<> connection::send_rest(parts what, std::size_t sent) {
    while (true) {
        for (auto& part : what) {
            const auto done = std::min(sent, part.size());
            part += done;
            sent -= done;
        }
        if (size_of(what) == 0)
            co_return;
        expires_ = clock::now() + shared_.options.limits.write_timeout;
        sent = co_await socket_.async_write_some(what, asio::use_awaitable);
    }
}

std::string& connection::write_head(response& answer, bool chunked) {
    head_writer::framing how{.body_bytes = answer.body.size(),
                             .chunked = chunked,
                             .keep_alive = keep_alive_,
                             .http_1_0 = !parser_->is_http_1_1()};
    if (chunked || answer.stream || has_no_body(answer.status))
        how.body_bytes.reset();
    if (!shared_.heads.write(head_, answer, request_.request_id, how)) {
        request_.log.error("answer with a broken header", {{"path", request_.path}});
        answer = detail(500, "A server error occurred.");
        how.body_bytes = answer.body.size();
        how.chunked = false;
        shared_.heads.write(head_, answer, request_.request_id, how);
    }
    return head_;
}

async::task<> connection::send(response& answer) {
    write_head(answer, false);
    const bool bare = request_.method == verb::head || has_no_body(answer.status);
    const parts what{
        asio::buffer(head_), bare ? asio::const_buffer{} : asio::buffer(answer.body), {}};
    const auto sent = send_now(what);
    if (sent < size_of(what)) {
        phase_ = phase::writing;
        co_await send_rest(what, sent);
    }
}

async::task<> connection::send_stream(response& answer) {
    const bool chunked = parser_->is_http_1_1();
    if (!chunked)
        keep_alive_ = false; // the end of the connection ends the body
    write_head(answer, chunked);
    if (!answer.stream)
        co_return co_await send(answer);
    const parts head{asio::buffer(head_), {}, {}};
    if (const auto sent = send_now(head); sent < head_.size())
        co_await send_rest(head, sent);
    if (shared_.draining)
        stopped_ = stop_reason::shutdown;
    expires_ = clock::time_point::max();
    phase_ = phase::streaming;
    if (!watching_)
        watch();
    std::exception_ptr failure;
    try {
        if (stopped_ == stop_reason::none)
            co_await answer.stream(*this);
    } catch (...) {
        failure = std::current_exception();
    }
    phase_ = phase::writing;
    if (stopped_ != stop_reason::none)
        co_await asio::this_coro::reset_cancellation_state();
    left_ = stopped_ == stop_reason::client_left;
    if (shared_.draining)
        keep_alive_ = false;
    if (failure && stopped_ == stop_reason::none) {
        // Cut off without its last chunk, so that the client knows.
        request_.log.error("stream failed", {{"path", request_.path}});
        left_ = true;
    }
    if (left_ || !chunked)
        co_return;
    static constexpr std::string_view last_chunk = "0\r\n\r\n";
    const parts end{asio::buffer(last_chunk), {}, {}};
    if (const auto sent = send_now(end); sent < last_chunk.size())
        co_await send_rest(end, sent);
}

async::task<> connection::write(std::string_view chunk) {
    if (stopped_ != stop_reason::none)
        throw boost::system::system_error{asio::error::operation_aborted};
    if (chunk.empty())
        co_return; // an empty chunk would end the body
    if (!parser_->is_http_1_1()) {
        const parts plain{asio::buffer(chunk), {}, {}};
        if (const auto sent = send_now(plain); sent < chunk.size())
            co_await send_rest(plain, sent);
    } else {
        std::array<char, 20> size{};
        const auto end = fmt::format_to(size.data(), "{:x}\r\n", chunk.size());
        static constexpr std::string_view line_end = "\r\n";
        const parts framed{asio::buffer(size.data(), static_cast<std::size_t>(end - size.data())),
                           asio::buffer(chunk), asio::buffer(line_end)};
        if (const auto sent = send_now(framed); sent < size_of(framed))
            co_await send_rest(framed, sent);
    }
    expires_ = clock::time_point::max();
}

} // namespace http
