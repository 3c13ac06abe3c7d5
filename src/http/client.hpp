#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "base/log.hpp"
#include "http/header_list.hpp"
#include "http/request.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace http {

struct client_options {
    std::size_t connections_per_host_max = 32;
    /// Requests that wait for a connection, a host; base::overload beyond.
    std::size_t waiting_max = 1024;
    std::size_t head_bytes_max = 32 * 1024;
    std::size_t body_bytes_max = 16 * 1024 * 1024;
    std::chrono::milliseconds connect_timeout{5'000}; ///< name, TCP and TLS
    /// An unused connection is closed after this; shorter than what servers grant.
    std::chrono::milliseconds idle_timeout{20'000};
    /// PEM file of trusted certificates. Empty: the system's.
    std::string ca_file = {};
};

struct client_request {
    verb method = verb::get;
    /// "http://host:port/path?query" or "https://..."; the path already percent-encoded.
    std::string url;
    /// Beside Host (unless given), Content-Length and Connection, which the client sets.
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};
    /// May be sent twice when a kept connection turns out to be closed. GET, HEAD, PUT and DELETE
    /// always may.
    bool repeatable = false;
    /// When set, gets the pieces of a 2xx body as they come, which is then not collected and not
    /// limited.
    std::function<void(std::string_view)> on_body = {};
};

struct client_response {
    unsigned status = 0;
    header_list headers;
    std::string body = {};

    std::optional<std::string_view> header(std::string_view lower_case_name) const {
        return headers.find(lower_case_name);
    }
};

/// HTTP/1.1 and HTTPS with kept connections, of one thread. Redirects are answers like others.
/// Cancelling a call closes its connection.
class client {
public:
    client(boost::asio::any_io_executor executor, client_options options, base::logger log);
    /// Not while a call runs.
    ~client();
    client(const client&) = delete;
    client& operator=(const client&) = delete;

    /// Any status is an answer. Throws base::outage (part: "host:port") when there is none: no
    /// name, no connection, no valid certificate, cut off, too large or no HTTP;
    /// base::deadline_exceeded; base::overload; std::invalid_argument for a URL that is none.
    async::task<client_response> send(client_request what, async::deadline until);

    /// Closes the unused connections.
    void close_idle();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace http
