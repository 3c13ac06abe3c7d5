#pragma once

#include "async/task_group.hpp"
#include "base/clock.hpp"
#include "http/server.hpp"
#include "localaws/service.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <fmt/format.h>

namespace testing_support {

/// SNS and SQS on a thread and a free port of their own. They can be stopped and started again, on
/// the same port and without what they held. A test that uses it includes "localaws/service.hpp",
/// too: that links it.
class localaws_server {
public:
    localaws_server() { start(); }
    ~localaws_server() {
        if (run_)
            stop();
    }
    localaws_server(const localaws_server&) = delete;
    localaws_server& operator=(const localaws_server&) = delete;

    std::string url() const { return fmt::format("http://127.0.0.1:{}", port_); }

    void start() {
        run_ = std::make_unique<one_run>(port_);
        port_ = run_->server.port();
    }

    void stop() {
        run_->stop();
        run_.reset();
    }

    /// Runs `f(const localaws::core&)` on the service's thread and gives the result.
    template <class F>
    auto look(F f) {
        return boost::asio::post(run_->io, boost::asio::use_future(
                                               [this, f] { return f(run_->service.state()); }))
            .get();
    }

    /// How many messages the queues hold, received ones included.
    std::size_t messages() {
        return look([](const localaws::core& state) { return state.queues().message_count(); });
    }

private:
    static async::task<std::expected<std::optional<http::caller>, http::response>>
    let_pass(const http::request&, http::access) {
        co_return std::optional<http::caller>{};
    }

    static http::server_options options(std::uint16_t port) {
        http::server_options out;
        out.address = "127.0.0.1";
        out.port = port;
        return out;
    }

    struct one_run {
        explicit one_run(std::uint16_t port)
            : service{io.get_executor(), clock, {}, metrics, store, {}}
            , server{io.get_executor(), options(port), routes, let_pass, {}, metrics}
            , loops{io.get_executor(), {}} {
            service.register_routes(routes);
            loops.spawn("localaws", service.run());
            server.start();
            thread = std::thread{[this] { io.run(); }};
        }

        async::task<> end() {
            service.drain();
            co_await server.stop(async::deadline::after(std::chrono::seconds{5}));
            loops.cancel();
            co_await loops.join();
        }

        void stop() {
            boost::asio::co_spawn(io, end(), boost::asio::use_future).get();
            guard.reset();
            thread.join();
        }

        boost::asio::io_context io{1};
        boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard{
            io.get_executor()};
        base::system_clock clock;
        base::metrics metrics;
        localaws::memory_store store;
        localaws::service service;
        http::router routes;
        http::server server;
        async::task_group loops;
        std::thread thread;
    };

    std::uint16_t port_ = 0;
    std::unique_ptr<one_run> run_;
};

} // namespace testing_support
