#pragma once

#include "async/run_to_end.hpp"
#include "http/server.hpp"

#include <chrono>
#include <future>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

namespace testing_support {

/// A server on a thread and a free port of its own. Routes are added before start().
class http_fixture {
public:
    explicit http_fixture(http::server_options options = {}, http::authenticator who = {},
                          base::logger log = {})
        : options_{std::move(options)}
        , who_{std::move(who)}
        , log_{std::move(log)} {
        options_.address = "127.0.0.1";
    }
    ~http_fixture() {
        if (thread_.joinable())
            stop(std::chrono::seconds{5});
    }
    http_fixture(const http_fixture&) = delete;
    http_fixture& operator=(const http_fixture&) = delete;

    void route(http::verb method, std::string_view path, http::handler handler,
               std::size_t body_bytes_max = 64 * 1024,
               std::chrono::milliseconds timeout = std::chrono::seconds{10}) {
        routes.add({.method = method,
                    .path = path,
                    .who = http::access::anyone,
                    .handler = std::move(handler),
                    .body_bytes_max = body_bytes_max,
                    .timeout = timeout});
    }

    std::uint16_t start() {
        server_ = std::make_unique<http::server>(io_.get_executor(), options_, routes, who_, log_,
                                                 metrics);
        server_->start();
        thread_ = std::thread{[this] { io_.run(); }};
        return server_->port();
    }

    /// Begins to stop; the future is ready when nothing runs any more.
    std::future<void> begin_stop(std::chrono::milliseconds time) {
        return boost::asio::co_spawn(io_, server_->stop(async::deadline::after(time)),
                                     boost::asio::use_future);
    }
    void stop(std::chrono::milliseconds time) {
        begin_stop(time).get();
        join();
    }
    void join() {
        guard_.reset();
        thread_.join();
    }

    /// Runs on the server's thread and gives the result.
    template <class F>
    auto on_server_thread(F f) {
        return boost::asio::post(io_, boost::asio::use_future(std::move(f))).get();
    }

    http::server& server() { return *server_; }

    http::router routes;
    base::metrics metrics;

private:
    http::server_options options_;
    http::authenticator who_;
    base::logger log_;
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{
        io_.get_executor()};
    std::unique_ptr<http::server> server_;
    std::thread thread_;
};

} // namespace testing_support
