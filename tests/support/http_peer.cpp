#include "support/http_peer.hpp"

#include <array>
#include <charconv>
#include <sys/socket.h>
#include <sys/time.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

namespace testing_support {
namespace asio = boost::asio;

std::string_view wire_answer::field(std::string_view name) const {
    const std::string wanted = "\r\n" + std::string{name} + ": ";
    const auto at = head.find(wanted);
    if (at == std::string::npos)
        return {};
    const auto from = at + wanted.size();
    return std::string_view{head}.substr(from, head.find("\r\n", from) - from);
}

bool wire_answer::has(std::string_view name) const {
    return head.find("\r\n" + std::string{name} + ": ") != std::string::npos;
}

http_peer::http_peer(std::uint16_t port) {
    socket_.connect({asio::ip::address_v4::loopback(), port});
    const timeval patience{.tv_sec = 5, .tv_usec = 0};
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    socket_.set_option(asio::ip::tcp::no_delay{true});
}

bool http_peer::send(std::string_view text) {
    boost::system::error_code failed;
    asio::write(socket_, asio::buffer(text), failed);
    return !failed;
}

/// By recv itself: Asio would wait on after the time-out of the socket.
bool http_peer::read_more() {
    std::array<char, 16 * 1024> chunk{};
    const auto count = ::recv(socket_.native_handle(), chunk.data(), chunk.size(), 0);
    timed_out_ = count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    if (count <= 0)
        return false;
    pending_.append(chunk.data(), static_cast<std::size_t>(count));
    return true;
}

std::optional<std::string> http_peer::take(std::size_t count) {
    while (pending_.size() < count) {
        if (!read_more())
            return std::nullopt;
    }
    auto taken = pending_.substr(0, count);
    pending_.erase(0, count);
    return taken;
}

std::optional<std::string> http_peer::read_until(std::string_view end) {
    std::size_t at = 0;
    while ((at = pending_.find(end)) == std::string::npos) {
        if (!read_more())
            return std::nullopt;
    }
    return take(at + end.size());
}

std::optional<std::string> http_peer::read_to_end() {
    while (read_more()) {
    }
    if (timed_out_)
        return std::nullopt;
    return std::exchange(pending_, {});
}

void http_peer::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

std::optional<wire_answer> http_peer::answer(bool to_head) {
    auto head = read_until("\r\n\r\n");
    if (!head)
        return std::nullopt;
    wire_answer result;
    result.head = std::move(*head);
    std::from_chars(result.head.data() + 9, result.head.data() + 12, result.status);
    if (to_head || result.status == 204 || result.status / 100 == 1)
        return result;
    if (result.field("Transfer-Encoding") == "chunked") {
        while (true) {
            const auto line = read_until("\r\n");
            if (!line)
                return std::nullopt;
            const auto chunk = take(std::stoul(*line, nullptr, 16) + 2);
            if (!chunk)
                return std::nullopt;
            if (chunk->size() == 2)
                return result;
            result.body += chunk->substr(0, chunk->size() - 2);
        }
    }
    if (!result.has("Content-Length")) {
        auto body = read_to_end();
        if (!body)
            return std::nullopt;
        result.body = std::move(*body);
        return result;
    }
    auto body = take(std::stoul(std::string{result.field("Content-Length")}));
    if (!body)
        return std::nullopt;
    result.body = std::move(*body);
    return result;
}

} // namespace testing_support
