#include "tasks/outbox.hpp"

#include "async/sleep.hpp"
#include "base/random.hpp"
#include "tasks/sql.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace tasks {
namespace {

namespace json = boost::json;

constexpr std::string_view bell_channel = "marketplace:outbox";
constexpr int batch_max = 500; // the limit in take_due.sql

struct outbox_row {
    postgres::uuid id;
    std::string task;
    postgres::jsonb args;
    postgres::jsonb kwargs;
    std::string queue;
    std::optional<base::instant> eta;
    std::optional<base::instant> expires_at;
};

message to_message(const outbox_row& row) {
    task_call call;
    call.name = row.task;
    call.args = json::parse(row.args.text).as_array();
    call.kwargs = json::parse(row.kwargs.text).as_object();
    call.queue = row.queue;
    call.eta = row.eta;
    call.expires = row.expires_at;
    return make_message(row.id.text, std::move(call));
}

/// One LPUSH for each queue.
std::vector<std::vector<std::string>> to_commands(const std::vector<outbox_row>& rows) {
    std::map<std::string, std::vector<std::string>> by_queue;
    for (const auto& row : rows) {
        auto& command = by_queue[row.queue];
        if (command.empty())
            command = {"LPUSH", queue_key(row.queue, 0)};
        command.push_back(encode(to_message(row)));
    }
    std::vector<std::vector<std::string>> commands;
    for (auto& [queue, command] : by_queue)
        commands.push_back(std::move(command));
    return commands;
}

async::task<std::size_t> take_and_publish(postgres::transaction& tx, redis::client& broker,
                                          async::deadline until) {
    const auto rows = (co_await tx.run(sql::take_due)).all<outbox_row>();
    const auto replies = co_await broker.run_all(until, to_commands(rows));
    for (const auto& reply : replies) {
        if (reply.is_error())
            throw redis::command_error{reply.text};
    }
    co_return rows.size();
}

} // namespace

async::task<std::string> enqueue(postgres::transaction& tx, task_call call) {
    auto id = base::random_uuid();
    co_await tx.run(sql::insert_outbox,
                    postgres::params{postgres::uuid{id}, call.name,
                                     postgres::jsonb{json::serialize(call.args)},
                                     postgres::jsonb{json::serialize(call.kwargs)}, call.queue,
                                     call.eta, call.expires});
    co_return id;
}

async::task<> ring_relays(redis::client& broker) {
    try {
        co_await broker.run(async::deadline::after(std::chrono::milliseconds{500}),
                            {"PUBLISH", std::string{bell_channel}, ""});
    } catch (const std::exception&) {
    }
}

relay::relay(boost::asio::any_io_executor executor, relay_config config, postgres::pool& pool,
             redis::client& broker, redis::address broker_address, base::logger log,
             base::metrics& metrics)
    : config_{config}
    , pool_{pool}
    , broker_{broker}
    , log_{log.with("part", "relay")}
    , bell_{executor, std::move(broker_address), log_}
    , rung_{executor}
    , loops_{executor, log_}
    , published_{metrics.make_counter("marketplace_tasks_relayed_total",
                                      "Outbox rows published to Redis")}
    , failed_{
          metrics.make_counter("marketplace_tasks_relay_failures_total", "Batches rolled back")} {
    bell_.subscribe(std::string{bell_channel},
                    [this](std::string_view, std::string_view) { rung_.notify_all(); });
}

async::task<std::size_t> relay::move_batch() {
    const auto until = async::deadline::after(config_.step_timeout);
    const auto due = co_await pool_.run(postgres::lane::read, until, sql::has_due);
    if (!due[0].at<bool>(0))
        co_return 0;
    const auto body = [this, until](postgres::transaction& tx) {
        return take_and_publish(tx, broker_, until);
    };
    const auto moved = co_await pool_.in_transaction(postgres::lane::work, until, body);
    published_.add(static_cast<double>(moved));
    co_return moved;
}

async::task<> relay::loop() {
    for (bool was_down = false;;) {
        std::size_t moved = 0;
        try {
            moved = co_await move_batch();
            if (std::exchange(was_down, false))
                log_.info("relay works again");
        } catch (const std::exception& e) {
            failed_.add();
            if (!std::exchange(was_down, true))
                log_.warning("relay cannot publish", {{"error", e.what()}});
        }
        co_await async::throw_if_cancelled();
        if (moved < batch_max)
            co_await rung_.wait_until(async::deadline::after(config_.poll_every));
    }
}

async::task<> relay::run() {
    loops_.spawn("relay bell", bell_.run());
    std::exception_ptr ended;
    try {
        co_await loop();
    } catch (...) {
        ended = std::current_exception();
    }
    co_await boost::asio::this_coro::reset_cancellation_state();
    loops_.cancel();
    co_await loops_.join();
    std::rethrow_exception(ended);
}

} // namespace tasks
