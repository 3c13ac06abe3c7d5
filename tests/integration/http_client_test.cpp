// The client against our server, and against servers that fail it.
#include "async/run_to_end.hpp"
#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "base/errors.hpp"
#include "http/client.hpp"
#include "support/http_fixture.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using testing_support::http_fixture;
using enum http::verb;

async::task<http::response> echo(http::request& in) {
    auto answer = http::text_response(201, in.body);
    answer.headers.emplace_back("X-Host", std::string{in.header("host").value_or("")});
    co_return answer;
}

async::task<http::response> hang(http::request&) {
    co_await async::sleep_for(1h);
    co_return http::no_content();
}

async::task<http::response> large(http::request&) {
    co_return http::text_response(200, std::string(5000, 'x'));
}

async::task<http::response> chunks(http::request&) {
    http::response answer;
    answer.stream = [](http::stream_writer& out) -> async::task<> {
        co_await out.write("one ");
        co_await out.write("two");
    };
    co_return answer;
}

class http_client : public testing::Test {
protected:
    void start(http::client_options options = {}) {
        server.route(post, "/echo/", echo);
        server.route(get, "/hang/", hang);
        server.route(get, "/large/", large);
        server.route(get, "/chunks/", chunks);
        port = server.start();
        client.emplace(io.get_executor(), std::move(options), base::logger{});
    }

    http::client_response send(http::client_request what, std::chrono::milliseconds time = 5s) {
        return async::run_to_end(
            io, [&] { return client->send(std::move(what), async::deadline::after(time)); });
    }
    http::client_request to(http::verb method, std::string_view path, std::string body = {}) {
        return {.method = method,
                .url = fmt::format("http://127.0.0.1:{}{}", port, path),
                .body = std::move(body)};
    }
    std::size_t connections() {
        return server.on_server_thread([&] { return server.server().connections(); });
    }

    http_fixture server;
    boost::asio::io_context io{1};
    std::optional<http::client> client;
    std::uint16_t port = 0;
};

TEST_F(http_client, keeps_its_connection) {
    start();
    for (int i = 0; i < 3; ++i) {
        const auto answer = send(to(post, "/echo/", "text"));
        EXPECT_EQ(answer.status, 201U);
        EXPECT_EQ(answer.body, "text");
        EXPECT_EQ(answer.header("x-host"), fmt::format("127.0.0.1:{}", port));
    }
    EXPECT_EQ(connections(), 1U);
    EXPECT_EQ(send(to(head, "/large/")).header("content-length"), "5000");
    EXPECT_EQ(send(to(get, "/chunks/")).body, "one two");
    EXPECT_EQ(connections(), 1U);
}

TEST_F(http_client, hands_on_a_body_as_it_comes) {
    start();
    std::string got;
    auto what = to(get, "/chunks/");
    what.on_body = [&](std::string_view piece) { got += piece; };
    EXPECT_EQ(send(std::move(what)).body, "");
    EXPECT_EQ(got, "one two");
}

TEST_F(http_client, gives_up_at_the_deadline) {
    start();
    EXPECT_THROW(send(to(get, "/hang/"), 50ms), base::deadline_exceeded);
    EXPECT_EQ(send(to(post, "/echo/", "after")).body, "after");
}

TEST_F(http_client, refuses_what_is_too_large_and_calls_it_an_outage) {
    start({.body_bytes_max = 4999});
    EXPECT_THROW(send(to(get, "/large/")), base::outage);
}

TEST_F(http_client, calls_a_dead_server_an_outage_and_knows_a_url) {
    start();
    EXPECT_EQ(send(to(post, "/echo/", "x")).status, 201U);
    server.stop(5s);
    EXPECT_THROW(send(to(post, "/echo/", "x")), base::outage);
    EXPECT_THROW(send({.url = "no url"}), std::invalid_argument);
    EXPECT_THROW(send({.url = "ftp://a/"}), std::invalid_argument);
    auto broken = to(post, "/echo/");
    broken.headers.emplace_back("X", "a\r\nY: b");
    EXPECT_THROW(send(std::move(broken)), std::invalid_argument);
}

TEST_F(http_client, refuses_beyond_its_queue) {
    start({.connections_per_host_max = 1, .waiting_max = 0});
    const auto both = [&]() -> async::task<> {
        async::task_group tasks{io.get_executor(), {}};
        tasks.spawn("hang", [](http::client& by, http::client_request what) -> async::task<> {
            co_await by.send(std::move(what), async::deadline::after(1h));
        }(*client, to(get, "/hang/")));
        co_await async::sleep_for(0ms);
        bool refused = false;
        try {
            co_await client->send(to(post, "/echo/"), async::deadline::after(5s));
        } catch (const base::overload&) {
            refused = true;
        }
        EXPECT_TRUE(refused);
        tasks.cancel();
        co_await tasks.join();
    };
    async::run_to_end(io, both);
}

} // namespace
