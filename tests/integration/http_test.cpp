// The server against clients that behave, and against some that do not.
#include "async/sleep.hpp"
#include "base/errors.hpp"
#include "support/http_fixture.hpp"
#include "support/http_peer.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace {

using namespace std::chrono_literals;
using testing_support::http_fixture;
using testing_support::http_peer;
using enum http::verb;

async::task<http::response> hello(http::request&) {
    co_return http::raw_json_response(200, R"({"hello":"world"})");
}

async::task<http::response> echo(http::request& in) {
    co_return http::text_response(200, in.body);
}

async::task<http::response> fail(http::request& in) {
    const auto how = in.query.find("how");
    if (how == "outage")
        throw base::outage{"postgresql", "gone"};
    if (how == "overload")
        throw base::overload{"hashing"};
    if (how == "deadline")
        throw base::deadline_exceeded{"query"};
    throw std::runtime_error{"secret detail"};
}

async::task<http::response> bad_header(http::request&) {
    auto answer = http::no_content();
    answer.headers.emplace_back("X-Broken", "a\r\nSet-Cookie: b");
    co_return answer;
}

/// Begins to wait, and says how the wait ended.
struct waiting_handler {
    std::promise<void> begun;
    std::promise<bool> cancelled;

    async::task<http::response> operator()(http::request&) {
        begun.set_value();
        try {
            co_await async::sleep_for(1h);
        } catch (const boost::system::system_error& e) {
            cancelled.set_value(e.code() == boost::asio::error::operation_aborted);
            throw;
        }
        co_return http::no_content();
    }
};

bool comes_true(std::future<bool> what) {
    return what.wait_for(5s) == std::future_status::ready && what.get();
}

std::string get_text(std::string_view path, std::string_view fields = "") {
    return fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\n{}\r\n", path, fields);
}

std::string post_text(std::string_view path, std::string_view body, std::string_view fields = "") {
    return fmt::format("POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n{}\r\n{}",
                       path, body.size(), fields, body);
}

std::string chunked_text(std::string_view path, std::initializer_list<std::string_view> chunks) {
    auto text = fmt::format(
        "POST {} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", path);
    for (const auto chunk : chunks)
        text += fmt::format("{:x}\r\n{}\r\n", chunk.size(), chunk);
    return text + "0\r\n\r\n";
}

class http_server : public testing::Test {
protected:
    std::uint16_t start(http::server_options options = {}) {
        server.emplace(std::move(options));
        server->route(get, "/hello/", hello);
        server->route(post, "/echo/", echo, 1000);
        server->route(get, "/fail/", fail);
        server->route(get, "/broken/", bad_header);
        return server->start();
    }

    std::optional<http_fixture> server;
};

TEST_F(http_server, keeps_the_connection_and_names_the_request) {
    http_peer peer{start()};
    const auto first = peer.ask(get_text("/hello/"));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->status, 200U);
    EXPECT_EQ(first->body, R"({"hello":"world"})");
    EXPECT_EQ(first->field("Content-Type"), "application/json");
    EXPECT_EQ(first->field("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(first->field("Referrer-Policy"), "same-origin");
    EXPECT_EQ(first->field("X-Frame-Options"), "DENY");
    EXPECT_TRUE(first->field("Date").ends_with(" GMT"));
    EXPECT_FALSE(first->has("Connection"));
    const auto own = first->field("X-Request-Id");
    EXPECT_FALSE(own.empty());

    const auto given = peer.ask(get_text("/hello/", "X-Request-Id: abc-123\r\n"));
    ASSERT_TRUE(given);
    EXPECT_EQ(given->field("X-Request-Id"), "abc-123");
    const auto insane = peer.ask(get_text("/hello/", "X-Request-Id: a b\"c\r\n"));
    ASSERT_TRUE(insane);
    EXPECT_NE(insane->field("X-Request-Id"), own);
    EXPECT_EQ(insane->field("X-Request-Id").find(' '), std::string_view::npos);
    EXPECT_EQ(server->on_server_thread([&] { return server->server().connections(); }), 1U);
}

TEST_F(http_server, refuses_who_calls_too_often) {
    base::system_clock clock;
    http::admission admission{{.user = {}, .address = {.requests = 2, .period = 1h}}, clock};
    http::server_options options;
    options.admission = &admission;
    http_fixture limited{options};
    limited.route(get, "/api/hello/", hello);
    limited.route(get, "/hello/", hello);
    http_peer peer{limited.start()};

    for (const auto* remaining : {"1", "0"}) {
        const auto answer = peer.ask(get_text("/api/hello/"));
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, 200U);
        EXPECT_EQ(answer->field("RateLimit-Limit"), "2");
        EXPECT_EQ(answer->field("RateLimit-Remaining"), remaining);
        EXPECT_TRUE(answer->has("RateLimit-Reset"));
    }
    const auto refused = peer.ask(get_text("/api/hello/"));
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 429U);
    EXPECT_EQ(refused->field("Retry-After"), refused->field("RateLimit-Reset"));
    EXPECT_THAT(refused->body, testing::HasSubstr("Request was throttled."));
    EXPECT_EQ(peer.ask(get_text("/hello/"))->status, 200U);
}

TEST_F(http_server, closes_when_it_is_asked_to) {
    const auto port = start();
    http_peer closing{port};
    const auto last = closing.ask(get_text("/hello/", "Connection: close\r\n"));
    ASSERT_TRUE(last);
    EXPECT_EQ(last->field("Connection"), "close");
    EXPECT_EQ(closing.read_to_end(), "");
    http_peer old{port};
    EXPECT_EQ(old.ask("GET /hello/ HTTP/1.0\r\n\r\n")->status, 200U);
    EXPECT_EQ(old.read_to_end(), "");
    http_peer kept{port};
    EXPECT_EQ(
        kept.ask("GET /hello/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")->field("Connection"),
        "keep-alive");
    EXPECT_EQ(kept.ask("GET /hello/ HTTP/1.0\r\n\r\n")->status, 200U);
}

TEST_F(http_server, answers_head_without_the_body) {
    http_peer peer{start()};
    peer.send("HEAD /hello/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto answer = peer.answer(true);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200U);
    EXPECT_EQ(answer->field("Content-Length"), "17");
    EXPECT_EQ(peer.ask(get_text("/hello/"))->body, R"({"hello":"world"})");
}

TEST_F(http_server, refuses_unknown_paths_and_methods_and_goes_on) {
    http_peer peer{start()};
    EXPECT_EQ(peer.ask(get_text("/none/"))->body, R"({"detail":"Not found."})");
    EXPECT_EQ(peer.ask(post_text("/none/", "body to be skipped"))->status, 404U);
    const auto method = peer.ask("DELETE /hello/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(method->status, 405U);
    EXPECT_EQ(method->field("Allow"), "GET, HEAD, OPTIONS");
    EXPECT_EQ(peer.ask("PROPFIND /hello/ HTTP/1.1\r\nHost: localhost\r\n\r\n")->body,
              R"({"detail":"Method \"PROPFIND\" not allowed."})");
    const auto moved = peer.ask(get_text("/hello?a=1"));
    EXPECT_EQ(moved->status, 301U);
    EXPECT_EQ(moved->field("Location"), "/hello/?a=1");
    EXPECT_EQ(
        peer.ask("GET http://other.example/hello/ HTTP/1.1\r\nHost: localhost\r\n\r\n")->status,
        200U);
    EXPECT_EQ(peer.ask(get_text("/hel%6co/"))->status, 200U);
    EXPECT_EQ(peer.ask(get_text("/hel%00lo/"))->status, 404U);
    EXPECT_EQ(peer.ask(get_text("/hello/?q=%00"))->status, 400U);
}

TEST_F(http_server, holds_the_routes_body_limit_whatever_the_framing) {
    const auto port = start();
    const std::string full(1000, 'x');
    http_peer peer{port};
    EXPECT_EQ(peer.ask(post_text("/echo/", full))->body, full);
    EXPECT_EQ(peer.ask(chunked_text("/echo/", {std::string_view{full}.substr(0, 400),
                                               std::string_view{full}.substr(400)}))
                  ->body,
              full);
    const auto refused = [&](std::string_view text) {
        http_peer one{port};
        const auto answer = one.ask(text);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, 413U);
        EXPECT_EQ(answer->body, R"({"detail":"Request body is too large."})");
        EXPECT_EQ(answer->field("Connection"), "close");
        EXPECT_EQ(one.read_to_end(), "");
    };
    refused(post_text("/echo/", full + "y"));
    refused("POST /echo/ HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999\r\n\r\n");
    refused(chunked_text("/echo/", {full, "y"}));
    refused(chunked_text("/echo/", {full + "y"}));
    refused(
        "POST /echo/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffff\r\n");
    refused(chunked_text("/none/", {std::string(65 * 1024, 'z')}));
}

TEST_F(http_server, the_413_arrives_while_the_client_still_sends) {
    http_peer peer{start()};
    const std::string megabyte(1024 * 1024, 'x');
    peer.send("POST /echo/ HTTP/1.1\r\nHost: a\r\nContent-Length: 8388608\r\n\r\n");
    for (int i = 0; i < 8; ++i)
        ASSERT_TRUE(peer.send(megabyte));
    EXPECT_EQ(peer.answer()->status, 413U);
}

TEST_F(http_server, refuses_floods_of_headers) {
    http::server_options options;
    options.limits.head_bytes_max = 2000;
    options.limits.header_fields_max = 20;
    const auto port = start(std::move(options));
    const auto expect_431 = [&](std::string_view text) {
        http_peer peer{port};
        const auto answer = peer.ask(text);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, 431U);
    };
    expect_431(get_text("/hello/", "X-Long: " + std::string(3000, 'x') + "\r\n"));
    expect_431("GET /" + std::string(3000, 'x'));
    std::string many;
    for (int i = 0; i < 30; ++i)
        many += "A: b\r\n";
    expect_431(get_text("/hello/", many));

    http_peer dribbling{port};
    dribbling.send("GET /hello/ HTTP/1.1\r\nHost: a\r\n");
    for (int i = 0; i < 100; ++i)
        dribbling.send("X-Field-" + std::to_string(i) + ": " + std::string(90, 'v') + "\r\n");
    EXPECT_EQ(dribbling.answer()->status, 431U);
    EXPECT_EQ(http_peer{port}.ask(get_text("/hello/"))->status, 200U);
}

TEST_F(http_server, does_not_wait_for_slow_clients) {
    http::server_options options;
    options.limits.head_timeout = 50ms;
    options.limits.body_timeout = 50ms;
    options.limits.idle_timeout = 50ms;
    const auto port = start(std::move(options));
    http_peer silent{port};
    http_peer slow_head{port};
    http_peer slow_body{port};
    http_peer idle{port};
    slow_head.send("GET /hello/ HTTP/1.1\r\nHost: a\r\nX-Slow");
    slow_body.send("POST /echo/ HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");
    EXPECT_EQ(idle.ask(get_text("/hello/"))->status, 200U);
    EXPECT_EQ(silent.read_to_end(), "");
    EXPECT_EQ(slow_head.answer()->status, 408U);
    EXPECT_EQ(slow_body.answer()->status, 408U);
    EXPECT_EQ(idle.read_to_end(), "");
}

TEST_F(http_server, answers_pipelined_requests_in_order) {
    http_peer peer{start()};
    peer.send(post_text("/echo/", "one") + get_text("/hello/") +
              chunked_text("/echo/", {"t", "wo"}) + post_text("/echo/", ""));
    EXPECT_EQ(peer.answer()->body, "one");
    EXPECT_EQ(peer.answer()->body, R"({"hello":"world"})");
    EXPECT_EQ(peer.answer()->body, "two");
    EXPECT_EQ(peer.answer()->body, "");
    std::string many;
    for (int i = 0; i < 500; ++i)
        many += post_text("/echo/", std::to_string(i));
    peer.send(many);
    for (int i = 0; i < 500; ++i)
        ASSERT_EQ(peer.answer()->body, std::to_string(i));
}

TEST_F(http_server, takes_a_request_byte_by_byte) {
    http_peer peer{start()};
    for (const char c : chunked_text("/echo/", {"slowly", " but surely"}))
        peer.send({&c, 1});
    EXPECT_EQ(peer.answer()->body, "slowly but surely");
}

TEST_F(http_server, invites_a_body_that_waits_to_be_invited) {
    const auto port = start();
    http_peer peer{port};
    peer.send(
        "POST /echo/ HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(peer.answer()->status, 100U);
    EXPECT_EQ(peer.ask("body")->body, "body");
    const auto refused = [&](std::string_view path, std::string_view field, unsigned status) {
        http_peer other{port};
        const auto answer = other.ask(fmt::format(
            "POST {} HTTP/1.1\r\nHost: a\r\nContent-Length: 4000\r\n{}\r\n\r\n", path, field));
        EXPECT_EQ(answer->status, status);
        EXPECT_EQ(answer->field("Connection"), "close");
    };
    refused("/echo/", "Expect: 100-continue", 413);
    refused("/none/", "Expect: 100-continue", 404);
    refused("/echo/", "Expect: a miracle", 417);
}

TEST_F(http_server, survives_garbage) {
    const auto port = start();
    const std::string cases[] = {
        std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11),
        "GET /hello/\r\n\r\n",
        "GET /hello/ HTTP/9.9\r\nHost: a\r\n\r\n",
        std::string("GE\0 / HTTP/1.1\r\n\r\n", 18),
        "GET /hello/ HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET /hello/ HTTP/1.1\r\nBad\x01Name: a\r\n\r\n",
        "GET /hello/ HTTP/1.1\r\n\r\n",
        "GET /hello/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /hello/ HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET hello HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /echo/ HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        "POST /echo/ HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nabc",
        "POST /echo/ HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: "
        "chunked\r\n\r\nabc",
        "POST /echo/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "POST /echo/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
        "chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
    };
    for (const auto& text : cases) {
        http_peer peer{port};
        const auto answer = peer.ask(text);
        ASSERT_TRUE(answer) << text;
        EXPECT_EQ(answer->status, 400U) << text;
    }
    http_peer endless{port};
    endless.send("POST /echo/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
                 std::string(64 * 1024, 'e'));
    EXPECT_EQ(endless.answer()->status, 400U);
    EXPECT_EQ(http_peer{port}.ask(get_text("/hello/"))->status, 200U);
}

TEST_F(http_server, turns_exceptions_into_answers) {
    http_peer peer{start()};
    for (const auto* how : {"outage", "overload", "deadline"}) {
        const auto answer = peer.ask(get_text(fmt::format("/fail/?how={}", how)));
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, 503U);
        EXPECT_EQ(answer->field("Retry-After"), "1");
    }
    const auto bug = peer.ask(get_text("/fail/"));
    EXPECT_EQ(bug->status, 500U);
    EXPECT_EQ(bug->body, R"({"detail":"A server error occurred."})");
    EXPECT_EQ(peer.ask(get_text("/broken/"))->status, 500U);
    const auto text = server->on_server_thread([&] { return server->metrics.to_text(); });
    EXPECT_NE(text.find(R"(marketplace_http_requests_total{method="GET",status="5xx"} 5)"),
              std::string::npos)
        << text;
}

TEST_F(http_server, serves_its_own_hosts_only) {
    http::server_options options;
    options.allowed_hosts = {"Shop.example", ".market.example", "[::1]"};
    options.cors_allowed_origins = {"https://app.example"};
    http_peer peer{start(std::move(options))};
    const auto status_for = [&](std::string_view host) {
        return peer.ask(fmt::format("GET /hello/ HTTP/1.1\r\nHost: {}\r\n\r\n", host))->status;
    };
    EXPECT_EQ(status_for("shop.EXAMPLE:8000"), 200U);
    EXPECT_EQ(status_for("a.market.example"), 200U);
    EXPECT_EQ(status_for("market.example."), 200U);
    EXPECT_EQ(status_for("[::1]:80"), 200U);
    EXPECT_EQ(status_for("evil.example"), 400U);
    EXPECT_EQ(status_for("shop.example.evil"), 400U);
    EXPECT_EQ(status_for("shop.example@evil"), 400U);
    EXPECT_EQ(status_for(""), 400U);
}

TEST_F(http_server, lets_pages_of_known_origins_call) {
    http::server_options options;
    options.cors_allowed_origins = {"https://app.example"};
    http_peer peer{start(std::move(options))};
    const auto known = peer.ask(get_text("/hello/", "Origin: https://app.example\r\n"));
    EXPECT_EQ(known->field("Access-Control-Allow-Origin"), "https://app.example");
    EXPECT_EQ(known->field("Vary"), "Origin");
    EXPECT_FALSE(peer.ask(get_text("/hello/", "Origin: https://evil.example\r\n"))
                     ->has("Access-Control-Allow-Origin"));
    const auto preflight = [&](std::string_view origin) {
        return peer.ask(fmt::format("OPTIONS /echo/ HTTP/1.1\r\nHost: a\r\nOrigin: {}\r\n"
                                    "Access-Control-Request-Method: POST\r\n\r\n",
                                    origin));
    };
    EXPECT_EQ(preflight("https://app.example")->status, 204U);
    EXPECT_TRUE(preflight("https://app.example")->has("Access-Control-Allow-Methods"));
    EXPECT_FALSE(preflight("https://evil.example")->has("Access-Control-Allow-Methods"));
}

TEST(http_server_cancels, a_handler_whose_client_left) {
    waiting_handler waits;
    http_fixture server;
    server.route(get, "/wait/", std::ref(waits));
    http_peer peer{server.start()};
    peer.send(get_text("/wait/") + get_text("/pipelined/"));
    waits.begun.get_future().wait();
    peer.close();
    EXPECT_TRUE(comes_true(waits.cancelled.get_future()));
}

TEST(http_server_cancels, a_handler_at_its_routes_timeout) {
    waiting_handler waits;
    http_fixture server;
    server.route(get, "/wait/", std::ref(waits), 0, 50ms);
    http_peer peer{server.start()};
    const auto answer = peer.ask(get_text("/wait/"));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 503U);
    EXPECT_TRUE(answer->has("Retry-After"));
    EXPECT_TRUE(comes_true(waits.cancelled.get_future()));
    EXPECT_EQ(peer.ask(get_text("/none/"))->status, 404U) << "the connection lives on";
}

TEST(http_language, refuses_in_the_language_that_its_client_prefers) {
    http_fixture server;
    server.route(get, "/hello/", hello);
    http_peer peer{server.start()};
    const auto spanish =
        peer.ask("GET /none/ HTTP/1.1\r\nHost: a\r\nAccept-Language: es-CO, en;q=0.5\r\n\r\n");
    ASSERT_TRUE(spanish);
    EXPECT_EQ(spanish->body, R"({"detail":"No encontrado."})");
    EXPECT_EQ(spanish->field("Content-Language"), "es");
    const auto english =
        peer.ask("GET /none/ HTTP/1.1\r\nHost: a\r\nAccept-Language: en, es;q=0.5\r\n\r\n");
    EXPECT_EQ(english.value().body, R"({"detail":"Not found."})");
    const auto fine = peer.ask("GET /hello/ HTTP/1.1\r\nHost: a\r\nAccept-Language: es\r\n\r\n");
    EXPECT_EQ(fine.value().body, R"({"hello":"world"})");
}

} // namespace
