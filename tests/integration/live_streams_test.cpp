// Live streams as a browser reads them: a real server, what happens in the database, and Redis
// between worker and web.

#include "accounts/authenticator.hpp"
#include "accounts/tokens.hpp"
#include "async/sleep.hpp"
#include "http/server.hpp"
#include "notifications/live/delivered_message.hpp"
#include "notifications/live/routes.hpp"
#include "notifications/live/source.hpp"
#include "notifications_rig.hpp"
#include "support/http_peer.hpp"
#include "support/redis_server.hpp"

#include <future>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace notifications_rig;
using namespace notifications::live;
using testing::HasSubstr;
using testing::Not;
using testing_support::http_peer;

constexpr std::int64_t shopper = 11;
constexpr std::int64_t another = 12;

http::server_options on_loopback() {
    http::server_options options;
    options.address = "127.0.0.1";
    return options;
}

/// The part of a `web` process that streams are served by, on a thread of its own.
class web {
public:
    web(const postgres::config& where, const redis::address& heard_at, const base::clock& clock,
        hub_config config, std::size_t streams_max)
        : pool_{io_.get_executor(), where, {}, metrics}
        , open{streams_max}
        , streams{io_.get_executor(), pool_, clock, {}, metrics, config}
        , source_{io_.get_executor(), clock, heard_at, {}}
        , server_{io_.get_executor(),
                  on_loopback(),
                  routes_,
                  accounts::make_authenticator(pool_, signer_, clock_),
                  {},
                  metrics}
        , loops_{io_.get_executor(), {}} {
        source_.add(streams);
        notifications::live::register_routes(routes_, streams, open);
        server_.start();
        streams.start();
        loops_.spawn("source", source_.run());
        thread_ = std::thread{[this] { io_.run(); }};
    }
    ~web() {
        boost::asio::co_spawn(io_, stop(), boost::asio::use_future).get();
        guard_.reset();
        thread_.join();
    }

    template <class F>
    auto on_thread(F f) {
        return boost::asio::post(io_, boost::asio::use_future(std::move(f))).get();
    }

    void counters(const place& of, window_counters now) {
        on_thread([&] { source_.counters(of, now); });
    }
    void window(const place& of, std::string_view change, std::string_view shown) {
        on_thread([&] { source_.window(of, change, 1, shown); });
    }
    void begin() {
        on_thread([&] { source_.begin(); });
    }

    /// A stream of `user` (0: of nobody), behind the head of its answer.
    std::unique_ptr<http_peer> open_stream(std::string_view query = "", std::int64_t user = 0,
                                           std::string_view last_event_id = "") {
        auto peer = std::make_unique<http_peer>(server_.port());
        peer->send(request(query, user, last_event_id));
        const auto head = peer->read_until("\r\n\r\n");
        EXPECT_THAT(head.value_or(""), HasSubstr("Content-Type: text/event-stream"));
        return peer;
    }
    std::string request(std::string_view query, std::int64_t user, std::string_view last) {
        std::string text = fmt::format("GET /api/live/{} HTTP/1.1\r\nHost: shop\r\n", query);
        if (user != 0)
            text += fmt::format(
                "Authorization: Bearer {}\r\n",
                accounts::mint_access_token(signer_, base::user_id{user}, clock_.now()));
        if (!last.empty())
            text += fmt::format("Last-Event-ID: {}\r\n", last);
        return text + "\r\n";
    }
    std::uint16_t port() const { return server_.port(); }

private:
    async::task<> stop() {
        co_await server_.stop(deadline::after(5s));
        co_await streams.close();
        loops_.cancel();
        co_await loops_.join();
        source_.close();
        co_await pool_.close();
    }

    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{
        io_.get_executor()};

public:
    base::metrics metrics;

private:
    base::system_clock clock_;
    postgres::pool pool_;

public:
    seats open;
    hub streams;

private:
    source source_;
    accounts::token_signer signer_{"a secret of these tests"};
    http::router routes_;
    http::server server_;
    async::task_group loops_;
    std::thread thread_;
};

/// The next event of `name`, its data parsed; other events are passed over.
boost::json::object next(http_peer& from, std::string_view name, std::string* id = nullptr) {
    if (!from.read_until(fmt::format("event: {}\nid: ", name)))
        return {{"none", true}};
    const auto read_id = from.read_until("\n").value_or("");
    if (id)
        *id = read_id.substr(0, read_id.size() - 1);
    from.read_until("data: ");
    return boost::json::parse(from.read_until("\n").value_or("null")).as_object();
}

place window_at(std::int64_t id, double latitude = 6.25) {
    return {.window = base::window_id{id},
            .promo = base::promo_id{id},
            .store = base::store_id{1},
            .location = *base::geo_point::from_degrees(latitude, -75.57),
            .radius_m = 2000};
}

class live_streams : public testing::Test {
protected:
    ~live_streams() override {
        on.loop.run([this] { return told_by.close(); });
    }

    std::unique_ptr<web> start(hub_config config = {}, std::size_t streams_max = 10) {
        return std::make_unique<web>(on.shop.database().app(), redis_at, clock, config,
                                     streams_max);
    }
    /// A window opens and its notices come; who has streams is told as a worker does it.
    void tell_everybody() {
        const auto window = on.shop.add_window({.opens_in = "-1 minute"});
        on.open(window);
        on.fan_out(window);
        on.run_outbox();
        on.bring_all();
    }
    void publish_delivered() {
        on.loop.run([this] {
            return notifications::live::publish(told_by, std::exchange(on.delivered, {}));
        });
    }
    bool comes(const std::function<bool()>& wanted) {
        const auto until = deadline::after(10s);
        while (!wanted()) {
            if (until.expired())
                return false;
            on.loop.run([] { return async::sleep_for(2ms); });
        }
        return true;
    }
    /// Until the web process hears what is published.
    void wait_for_subscriber() {
        ASSERT_TRUE(comes([this] {
            const auto said = on.loop.run([this] {
                return told_by.run(deadline::after(5s),
                                   {"PUBSUB", "NUMSUB", std::string{delivered_channel}});
            });
            return said.elements.at(1).integer == 1;
        }));
    }

    testing_support::redis_server own_redis;
    redis::address redis_at = redis::address::parse(own_redis.url());
    base::manual_clock clock{base::system_clock{}.now() - 10s};
    rig on{3};
    redis::client told_by{on.loop.executor(), redis_at, {}};
};

TEST_F(live_streams, say_hello_and_then_what_happens_where_one_listens) {
    const auto live = start();
    auto near = live->open_stream("?near=6.25,-75.57");
    auto named = live->open_stream("?promo=2");
    EXPECT_TRUE(near->read_until("retry: "));
    EXPECT_EQ(next(*near, "hello").at("resumed"), false);
    next(*named, "hello");
    live->window(window_at(1), "opened", R"({"id":1})");
    live->counters(window_at(2, 7.0), {.revision = 4, .left = 9});
    live->counters(window_at(1), {.revision = 8, .left = 3});
    EXPECT_EQ(boost::json::serialize(next(*near, "window")),
              R"({"change":"opened","window":1,"promo":1,"store":1,"revision":1,"live":{"id":1}})");
    const std::string first = R"({"window":1,"promo":1,"left":3,"revision":8})";
    const std::string second = R"({"window":2,"promo":2,"left":9,"revision":4})";
    EXPECT_EQ(boost::json::serialize(next(*near, "stock")), first) << "the other is far away";
    EXPECT_EQ(boost::json::serialize(next(*named, "stock")), second);
}

TEST_F(live_streams, coalesce_what_is_left_but_sold_out_comes_at_once) {
    const auto live = start();
    auto reader = live->open_stream();
    next(*reader, "hello");
    std::int64_t revision = 0;
    const auto tell = [&](std::int32_t left) {
        live->counters(window_at(1), {.revision = ++revision, .left = left});
    };
    tell(9);
    EXPECT_EQ(next(*reader, "stock").at("left"), 9);
    for (std::int32_t left = 8; left >= 0; --left)
        tell(left);
    EXPECT_EQ(next(*reader, "stock").at("left"), 0);
    tell(1);
    EXPECT_EQ(next(*reader, "stock").at("left"), 1);
    const auto began = std::chrono::steady_clock::now();
    tell(2);
    tell(4);
    EXPECT_EQ(next(*reader, "stock").at("left"), 4);
    EXPECT_GE(std::chrono::steady_clock::now() - began, stock_pacer::pause - 100ms);
}

TEST_F(live_streams, bring_notices_to_whom_they_are_for) {
    const auto live = start();
    wait_for_subscriber();
    auto mine = live->open_stream("", shopper);
    auto theirs = live->open_stream("", another);
    auto nobodys = live->open_stream();
    for (auto* each : {mine.get(), theirs.get(), nobodys.get()})
        next(*each, "hello");
    tell_everybody();
    publish_delivered();
    const auto notice = next(*mine, "notice");
    EXPECT_EQ(notice.at("user"), shopper);
    EXPECT_EQ(notice.at("store_name"), "Store");
    EXPECT_EQ(notice.at("delivery_status"), "delivered");
    EXPECT_EQ(next(*theirs, "notice").at("user"), another);
    live->counters(window_at(1), {.revision = 1, .left = 1});
    EXPECT_THAT(nobodys->read_until("event: stock").value_or("notice"), Not(HasSubstr("notice")));
}

TEST_F(live_streams, go_on_where_they_were_interrupted_on_any_replica) {
    const auto first = start();
    const auto second = start();
    for (auto* replica : {first.get(), second.get()})
        replica->begin();
    clock.advance(10s);
    auto before = first->open_stream("", shopper);
    std::string id;
    EXPECT_EQ(next(*before, "hello").at("resumed"), false);
    const auto both = [&](const place& of, std::int32_t left) {
        for (auto* replica : {first.get(), second.get()})
            replica->counters(of, {.revision = 1, .left = left});
    };
    both(window_at(1), 1);
    next(*before, "stock", &id);
    before->close();
    clock.advance(1s);
    both(window_at(2), 2);
    both(window_at(3, 8.0), 3);
    both(window_at(4), 4);
    tell_everybody();
    auto after = second->open_stream("?near=6.25,-75.57", shopper, id);
    EXPECT_EQ(next(*after, "hello").at("resumed"), true);
    std::vector<std::int64_t> missed;
    for (int i = 0; i < 3; ++i)
        missed.push_back(next(*after, "stock").at("window").as_int64());
    EXPECT_THAT(missed, testing::ElementsAre(1, 2, 4)) << "and a little of what came before";
    EXPECT_EQ(next(*after, "notice").at("user"), shopper);
    const auto too_long_ago = std::to_string(std::stoll(id) - 10'000'000);
    EXPECT_EQ(next(*second->open_stream("", shopper, too_long_ago), "hello").at("resumed"), false)
        << "the replica may have missed what came a little before it began";
}

TEST_F(live_streams, look_for_notices_that_redis_lost) {
    const auto live = start();
    wait_for_subscriber();
    auto mine = live->open_stream("", shopper);
    next(*mine, "hello");
    own_redis.stop();
    tell_everybody();
    own_redis.start();
    EXPECT_EQ(next(*mine, "notice").at("user"), shopper);
}

TEST_F(live_streams, end_when_their_client_does_not_read) {
    const auto live = start();
    auto slow = live->open_stream();
    next(*slow, "hello");
    const std::string much = fmt::format("\"{}\"", std::string(16 * 1024, 'x'));
    for (int i = 0; i < 4'000; ++i)
        live->window(window_at(i + 1), "edited", much);
    const auto rest = slow->read_until("retry: ");
    ASSERT_TRUE(rest);
    EXPECT_LT(rest->size(), 4'000 * much.size());
    EXPECT_TRUE(slow->read_until("\r\n0\r\n\r\n")) << "it ends whole";
    EXPECT_THAT(live->metrics.to_text(), HasSubstr("marketplace_live_streams_too_slow_total 1"));
    EXPECT_EQ(live->on_thread([&] { return live->streams.streams(); }), 0U);
}

TEST_F(live_streams, are_limited_in_number_and_give_their_place_back) {
    const auto live = start({}, 1);
    auto first = live->open_stream();
    next(*first, "hello");
    http_peer second{live->port()};
    const auto refused = second.ask(live->request("", 0, ""));
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 503U);
    EXPECT_EQ(refused->field("Retry-After"), "10");
    first->close();
    ASSERT_TRUE(comes([&] { return live->open.taken() == 0; }));
    EXPECT_EQ(next(*live->open_stream(), "hello").at("resumed"), false);
}

TEST_F(live_streams, beat_while_nothing_happens_and_end_when_their_time_is_over) {
    const auto live = start({.heartbeat_every = 1s, .lifetime = 2s, .retry_after = 700ms});
    auto silent = live->open_stream();
    next(*silent, "hello");
    EXPECT_TRUE(silent->read_until("\r\n:\n\n\r\n"));
    EXPECT_TRUE(silent->read_until("retry: "));
    const auto after = std::stoi(silent->read_until("\n").value_or("0"));
    EXPECT_GE(after, 700);
    EXPECT_LE(after, 2100);
    EXPECT_TRUE(silent->read_until("\r\n0\r\n\r\n"));
}

TEST_F(live_streams, refuse_what_they_cannot_listen_to) {
    const auto live = start();
    http_peer peer{live->port()};
    const auto bad = peer.ask(live->request("?near=here&promo=x", 0, ""));
    ASSERT_TRUE(bad);
    EXPECT_EQ(bad->status, 400U);
    EXPECT_THAT(bad->body, HasSubstr("near"));
    EXPECT_THAT(bad->body, HasSubstr("promo"));
    const auto stranger = peer.ask("GET /api/live/ HTTP/1.1\r\nHost: shop\r\n"
                                   "Authorization: Bearer nonsense\r\n\r\n");
    EXPECT_EQ(stranger.value().status, 401U);
    EXPECT_EQ(live->open.taken(), 0U);
}

} // namespace
