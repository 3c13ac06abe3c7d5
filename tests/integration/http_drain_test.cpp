// Streams, the end of a server under load, and the limit of its connections.
#include "async/event.hpp"
#include "async/sleep.hpp"
#include "http/health.hpp"
#include "support/http_fixture.hpp"
#include "support/http_peer.hpp"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using testing_support::http_fixture;
using testing_support::http_peer;
using enum http::verb;

constexpr std::string_view get_hello = "GET /hello/ HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view get_stream = "GET /stream/ HTTP/1.1\r\nHost: a\r\n\r\n";

/// Suspends, so that a drain meets requests whose handler runs.
async::task<http::response> hello(http::request&) {
    co_await async::sleep_for(1ms);
    co_return http::raw_json_response(200, R"({"hello":"world"})");
}

async::task<http::response> hang(http::request&) {
    co_await async::sleep_for(1h);
    co_return http::no_content();
}

/// Sends two chunks, then waits for its end.
struct endless_stream {
    std::promise<void> ended;

    async::task<http::response> operator()(http::request&) {
        http::response answer;
        answer.content_type = "text/event-stream";
        answer.stream = [this](http::stream_writer& out) { return write(out); };
        co_return answer;
    }

    async::task<> write(http::stream_writer& out) {
        co_await out.write("one");
        co_await out.write("");
        co_await out.write("two");
        struct at_end {
            std::promise<void>& told;
            ~at_end() { told.set_value(); }
        } end{ended};
        co_await async::sleep_for(1h);
    }
};

bool comes(std::future<void> what) {
    return what.wait_for(5s) == std::future_status::ready;
}

TEST(http_stream, is_sent_in_chunks_and_cancelled_when_its_client_leaves) {
    endless_stream endless;
    http_fixture server;
    server.route(get, "/stream/", std::ref(endless));
    http_peer peer{server.start()};
    ASSERT_TRUE(peer.send(get_stream));
    const auto head = peer.read_until("\r\n\r\n");
    ASSERT_TRUE(head);
    EXPECT_NE(head->find("Transfer-Encoding: chunked"), std::string::npos);
    EXPECT_EQ(peer.read_until("two\r\n"), "3\r\none\r\n3\r\ntwo\r\n");
    peer.close();
    EXPECT_TRUE(comes(endless.ended.get_future()));
}

TEST(http_stream, ends_whole_when_the_server_drains) {
    endless_stream endless;
    http_fixture server;
    server.route(get, "/stream/", std::ref(endless));
    http_peer peer{server.start()};
    ASSERT_TRUE(peer.send(get_stream));
    ASSERT_TRUE(peer.read_until("two\r\n"));
    server.stop(5s);
    EXPECT_EQ(peer.read_to_end(), "0\r\n\r\n");
}

TEST(http_drain, loses_no_accepted_request_under_load) {
    http_fixture server;
    server.route(get, "/hello/", hello);
    const auto port = server.start();
    std::atomic<int> answered = 0;
    std::atomic<int> lost = 0;
    const auto client = [&] {
        http_peer peer{port};
        while (true) {
            const auto answer = peer.ask(get_hello);
            if (!answer || answer->status != 200) {
                ++lost;
                return;
            }
            ++answered;
            answered.notify_all();
            if (answer->field("Connection") == "close")
                return;
        }
    };
    std::vector<std::thread> clients;
    for (int i = 0; i < 16; ++i)
        clients.emplace_back(client);
    for (int seen = 0; seen < 500; seen = answered)
        answered.wait(seen);
    auto stopped = server.begin_stop(10s);
    for (auto& each : clients)
        each.join();
    ASSERT_EQ(stopped.wait_for(5s), std::future_status::ready);
    server.join();
    EXPECT_EQ(lost, 0);
    EXPECT_THROW(http_peer{port}, boost::system::system_error);
}

TEST(http_drain, cancels_at_its_deadline_and_says_so) {
    http_fixture server;
    server.route(get, "/hang/", hang);
    server.route(get, "/hello/", hello);
    const auto port = server.start();
    http_peer hanging{port};
    http_peer idle{port};
    ASSERT_TRUE(idle.ask(get_hello));
    ASSERT_TRUE(hanging.send("GET /hang/ HTTP/1.1\r\nHost: a\r\n\r\n"));
    ASSERT_TRUE(idle.ask(get_hello)) << "so the other has been read";
    server.stop(100ms);
    const auto answer = hanging.answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 503U);
    EXPECT_EQ(answer->field("Connection"), "close");
}

TEST(http_connections, pause_accepting_at_nine_tenths_and_say_so) {
    http::server_options options;
    options.limits.connections_max = 4;
    http_fixture server{std::move(options)};
    server.route(get, "/hello/", hello);
    const auto port = server.start();
    EXPECT_TRUE(server.server().ready());
    std::optional<http_peer> first{port};
    http_peer second{port};
    http_peer third{port};
    ASSERT_TRUE(first->ask(get_hello));
    ASSERT_TRUE(second.ask(get_hello));
    ASSERT_TRUE(third.ask(get_hello));
    http_peer waiting{port};
    ASSERT_TRUE(waiting.send(get_hello));
    ASSERT_TRUE(third.ask(get_hello));
    EXPECT_FALSE(server.server().ready());
    first.reset();
    EXPECT_TRUE(waiting.answer());
}

async::task<> well() {
    co_return;
}

async::task<> ill() {
    throw std::runtime_error{"gone"};
    co_return;
}

TEST(health_routes, tell_what_is_wrong_on_any_host) {
    http::server_options options;
    options.allowed_hosts = {"shop.example"};
    http_fixture server{std::move(options)};
    http::register_health_routes(server.routes, {{"postgresql", well}, {"redis", ill}},
                                 server.metrics);
    http_peer peer{server.start()};
    EXPECT_EQ(peer.ask("GET /livez HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n")->status, 200U);
    const auto ready = peer.ask("GET /readyz HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n");
    EXPECT_EQ(ready->status, 503U);
    EXPECT_EQ(ready->body,
              R"({"status":"unavailable","checks":{"postgresql":"ok","redis":"gone"}})");
    const auto metrics = peer.ask("GET /metrics HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n");
    EXPECT_NE(metrics->body.find("marketplace_http_requests_total"), std::string::npos);
}

} // namespace
