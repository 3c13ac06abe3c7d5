#include "app/web_role.hpp"

#include "app/commands/database.hpp"
#include "app/role_health.hpp"
#include "app/schema_gate.hpp"
#include "app/web_shard.hpp"
#include "async/io_threads.hpp"
#include "postgres/database_clock.hpp"
#include "promos/feed.hpp"

#include <algorithm>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace app {

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

std::size_t thread_count(const settings& with) {
    if (with.web_threads > 0)
        return static_cast<std::size_t>(with.web_threads);
    return std::max(1u, std::thread::hardware_concurrency());
}

accounts::hasher_limits hasher_limits(const settings& with) {
    return {static_cast<std::size_t>(with.password_hash_threads),
            static_cast<std::size_t>(with.password_hash_waiting_max)};
}

class web_role final : public role {
public:
    explicit web_role(const role_context& context)
        : context_{context}
        , hasher_{hasher_limits(context.with)}
        , signer_{context.with.secret_key}
        , live_{context_, board_}
        , live_seats_{static_cast<std::size_t>(context.with.live_streams_max)}
        , tiles_{context.with.map_tiles_url, context.with.map_attribution}
        , website_{website(tiles_)}
        , shared_{context_, hasher_, signer_, board_, live_, live_seats_, tiles_, website_}
        , pool_{context.executor, serving_connection(context.with), context.log, context.metrics}
        , gate_{pool_, context.log}
        , clock_{pool_, context.clock, context.log}
        , feed_{context.executor,
                board_,
                pool_,
                serving_connection(context.with),
                redis::address::parse(context.with.redis_url),
                context.clock,
                context.log,
                {.reconcile_every = context.with.board_reconcile_interval}}
        , tasks_{context.executor, context.log}
        , threads_{thread_count(context.with)} {
        for (std::size_t i = 0; i < threads_.size(); ++i) {
            shards_.push_back(std::make_unique<web_shard>(threads_.at(i).get_executor(), shared_));
        }
        for (auto& shard : shards_)
            live_.add(shard->streams());
        feed_.on_counters([this](const promos::counters_message& changed) { note(changed); });
        feed_.on_refreshed([this] { live_.look(); });
    }

    async::task<> start() override {
        stops_.push("postgres", [this](async::deadline) { return pool_.close(); });
        co_await wait_for_schema();
        tasks_.spawn("database clock", clock_.run());
        tasks_.spawn("board", feed_.run());
        tasks_.spawn("live streams", live_.run());
        stops_.push("clock and board", [this](async::deadline) { return stop_tasks(); });
        threads_.start();
        std::vector<reservations::desk*> desks;
        for (auto& shard : shards_)
            desks.push_back(&shard->desk());
        // Pushed before the shards start: a port that is taken fails the second step of several.
        stops_.push("shards", [this](async::deadline until) { return stop_shards(until); });
        for (std::size_t i = 0; i < shards_.size(); ++i) {
            co_await asio::co_spawn(threads_.at(i), shards_[i]->start(desks), asio::use_awaitable);
        }
        context_.log.info("listening",
                          {{"port", context_.with.web_port}, {"threads", threads_.size()}});
    }

    async::task<> stop(async::deadline until) override { co_await stops_.run(until, context_.log); }

    std::chrono::milliseconds unready_time() const override {
        return context_.with.shutdown_unready_time;
    }

private:
    // Meanwhile only the health routes are served.
    async::task<> wait_for_schema() {
        if (co_await gate_.fits())
            co_return;
        waiting_.emplace(
            context_, context_.with.web_port,
            std::vector<http::health_check>{not_stopping(context_.stopping), gate_.check()});
        waiting_->start();
        stops_.push("waiting", [this](async::deadline until) { return stop_waiting(until); });
        co_await gate_.wait();
        co_await stop_waiting(async::deadline::after(context_.with.shutdown_drain_time));
    }

    async::task<> stop_waiting(async::deadline until) {
        if (waiting_)
            co_await waiting_->stop(until);
        waiting_.reset();
    }

    // What another process sold or released: a desk must not go on saying "sold out".
    void note(const promos::counters_message& changed) {
        live_.note(changed);
        for (std::size_t i = 0; i < shards_.size(); ++i) {
            asio::post(threads_.at(i), [&desk = shards_[i]->desk(), changed] {
                desk.note_revision(changed.window, changed.revision);
            });
        }
    }

    async::task<> stop_tasks() {
        tasks_.cancel();
        co_await tasks_.join();
        live_.close();
    }

    async::task<> stop_one(std::size_t index, async::deadline until) {
        co_await asio::co_spawn(threads_.at(index), shards_[index]->stop(until),
                                asio::use_awaitable);
    }

    // All at once: a desk answers for windows that other shards' requests wait for.
    async::task<> stop_shards(async::deadline until) {
        async::task_group stopping{context_.executor, context_.log};
        for (std::size_t i = 0; i < shards_.size(); ++i)
            stopping.spawn("stop shard", stop_one(i, until));
        co_await stopping.join();
        threads_.join();
    }

    const role_context& context_;
    accounts::password_hasher hasher_;
    accounts::token_signer signer_;
    promos::board board_;
    live_channel live_;
    notifications::live::seats live_seats_;
    map_tiles tiles_;
    std::vector<http::static_file> website_;
    web_shared shared_;
    postgres::pool pool_;
    schema_gate gate_;
    std::optional<health_server> waiting_;
    postgres::database_clock clock_;
    promos::feed feed_;
    async::task_group tasks_;
    async::io_threads threads_;
    std::vector<std::unique_ptr<web_shard>> shards_;
    stop_list stops_;
};

} // namespace

std::unique_ptr<role> make_web_role(const role_context& context) {
    return std::make_unique<web_role>(context);
}

} // namespace app
