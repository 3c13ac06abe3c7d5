#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "http/admission.hpp"
#include "http/router.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace http {

/// What one server takes from its clients. The body's limit is the route's (`body_bytes_max`).
struct server_limits {
    std::size_t connections_max = 10'000;   ///< accepting pauses at 90 % of it
    std::size_t head_bytes_max = 16 * 1024; ///< request line and header fields; 431 beyond
    std::size_t header_fields_max = 100;    ///< 431 beyond
    std::chrono::milliseconds head_timeout{
        10'000}; ///< from a head's first byte to its last; 408 beyond
    std::chrono::milliseconds body_timeout{30'000}; ///< for a whole body; 408 beyond
    std::chrono::milliseconds idle_timeout{75'000}; ///< between requests; closed beyond
    std::chrono::milliseconds write_timeout{
        30'000}; ///< without the client taking anything; cut off beyond
    std::size_t requests_per_connection_max =
        1'000'000; ///< then the connection is closed after its answer
};

struct server_options {
    std::string address = "0.0.0.0";
    std::uint16_t port = 0; ///< 0: any free one, see server::port()
    server_limits limits;
    /// Host names served, as Django's ALLOWED_HOSTS: "shop.example", ".shop.example" (with all
    /// below it) or "*". Empty: any.
    std::vector<std::string> allowed_hosts;
    /// Origins whose pages may call, "https://app.example", or "*". Empty: no CORS headers.
    std::vector<std::string> cors_allowed_origins;
    /// Believe X-Forwarded-Proto and the last address of X-Forwarded-For. Only behind a proxy that
    /// sets them.
    bool trust_forwarded = false;
    /// Refuses who calls too often (429); outlives the server. None: nobody is refused.
    http::admission* admission = nullptr;
    /// Puts what() of an unexpected exception into the 500 answer (DEBUG=True).
    bool show_errors = false;
    /// Tells a person that nothing is at an address; asked where no route is. When it gives nothing
    /// the answer is JSON, as for programs.
    std::function<std::optional<response>(const request&)> page_of_nothing;
};

/// One HTTP/1.1 server on one thread's loop: a coroutine a connection, in which the handlers run
/// too. Several servers may listen on one port (SO_REUSEPORT), each on its own thread, sharing
/// nothing. All calls on the executor's thread, but for ready() and port(). The router and the
/// metrics outlive it.
///
/// A handler that is still running 0.2 s after its request is cancelled when its client leaves, and
/// at its route's timeout. Cancelled for the timeout it is answered 503. What it throws is answered
/// once: base::outage, overload and deadline_exceeded 503 with Retry-After, all else 500 and an
/// error in the log.
class server {
public:
    server(boost::asio::any_io_executor executor, server_options options, const router& routes,
           authenticator who, base::logger log, base::metrics& metrics);
    /// After stop(), or never started.
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    /// Binds and begins to accept. Throws boost::system::system_error when the address cannot be
    /// had.
    void start();

    std::uint16_t port() const;

    /// Started, not stopping, and accepting: false while connections stand at 90 % of their limit.
    /// Thread-safe.
    bool ready() const;

    std::size_t connections() const;

    /// Stops in stages: takes what the kernel has accepted already and accepts no more; lets
    /// running requests end and tells their clients to close, gives idle connections a moment for a
    /// request on its way, ends streams; at `until` cancels what still runs (503) and closes.
    /// Returns when nothing runs any more.
    async::task<> stop(async::deadline until);

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace http
