// A server with one route and nothing behind it: what our HTTP costs. See http_floor.py.
//   http_floor THREADS BODY_BYTES    prints its port and serves until SIGTERM
#include "async/io_threads.hpp"
#include "async/task_group.hpp"
#include "http/server.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_future.hpp>

namespace {

namespace asio = boost::asio;

struct fixed_answer {
    std::string body;

    async::task<http::response> operator()(http::request&) const {
        co_return http::raw_json_response(200, body);
    }
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: http_floor THREADS BODY_BYTES\n");
        return 2;
    }
    const fixed_answer answer{std::string(std::strtoul(argv[2], nullptr, 10), 'x')};
    http::router routes;
    routes.add({.method = http::verb::get,
                .path = "/",
                .who = http::access::anyone,
                .handler = std::cref(answer)});
    base::metrics metrics;
    async::io_threads threads{std::strtoul(argv[1], nullptr, 10)};
    std::vector<std::unique_ptr<http::server>> servers;
    http::server_options options;
    options.address = "127.0.0.1";
    for (std::size_t i = 0; i < threads.size(); ++i) {
        servers.push_back(std::make_unique<http::server>(threads.at(i).get_executor(), options,
                                                         routes, http::authenticator{},
                                                         base::logger{}, metrics));
        servers.back()->start();
        options.port = servers.front()->port();
    }
    std::printf("%u\n", unsigned{options.port});
    std::fflush(stdout);
    threads.start();

    asio::io_context waiting;
    asio::signal_set signals{waiting, SIGTERM, SIGINT};
    signals.async_wait([](auto, auto) {});
    waiting.run();
    for (std::size_t i = 0; i < threads.size(); ++i) {
        const auto until = async::deadline::after(std::chrono::seconds{2});
        asio::co_spawn(threads.at(i), servers[i]->stop(until), asio::use_future).get();
    }
    threads.join();
    return 0;
}
