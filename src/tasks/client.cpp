#include "tasks/client.hpp"

#include "base/random.hpp"
#include "tasks/result.hpp"

#include <boost/json/parse.hpp>

namespace tasks {
namespace {

namespace json = boost::json;

/// The subscription is the fast way; asking is the sure one.
constexpr std::chrono::milliseconds ask_every{100};

bool is_final(const json::object& result) {
    const auto* status = result.if_contains("status");
    if (!status || !status->is_string())
        return false;
    const auto& text = status->get_string();
    return text == "SUCCESS" || text == "FAILURE" || text == "REVOKED";
}

json::object parse_result(const std::string& text) {
    boost::system::error_code failed;
    auto value = json::parse(text, failed);
    return !failed && value.is_object() ? std::move(value.get_object()) : json::object{};
}

} // namespace

client::client(boost::asio::any_io_executor executor, redis::address queues, redis::address results,
               base::logger log)
    : queues_{executor, std::move(queues), log}
    , results_{executor, results, log}
    , listener_{executor, std::move(results), log}
    , came_{executor}
    , loops_{executor, log} {}

void client::listen() {
    if (loops_.size() == 0)
        loops_.spawn("results", listener_.run());
}

void client::note(std::string_view channel, std::string_view payload) {
    ended_[std::string{channel}] = payload;
    came_.notify_all();
}

async::task<std::string> client::send(async::deadline until, task_call call) {
    const auto what = make_message(base::random_uuid(), std::move(call));
    co_await queues_.run(until, {"LPUSH", queue_key(what.queue, what.priority), encode(what)});
    co_return what.id;
}

async::task<json::object> client::wait(async::deadline until, std::string task_id) {
    const auto key = result_key(task_id);
    listen();
    struct subscription {
        client& owner;
        const std::string& key;
        ~subscription() {
            owner.listener_.unsubscribe(key);
            owner.ended_.erase(key);
        }
    } at_exit{*this, key};
    listener_.subscribe(key, [this](std::string_view channel, std::string_view payload) {
        note(channel, payload);
    });
    for (;;) {
        const auto stored = co_await results_.run(until, {"GET", key});
        if (auto result = parse_result(stored.text); is_final(result))
            co_return result;
        const auto ask_again = until.at_most(ask_every);
        while (co_await came_.wait_until(ask_again)) {
            if (auto result = parse_result(ended_[key]); is_final(result))
                co_return result;
        }
        if (until.expired())
            throw base::deadline_exceeded{"task result"};
    }
}

async::task<json::object> client::call(async::deadline until, task_call call) {
    const auto what = make_message(base::random_uuid(), std::move(call));
    const auto key = result_key(what.id);
    listen();
    listener_.subscribe(key, [this](std::string_view channel, std::string_view payload) {
        note(channel, payload);
    });
    std::exception_ptr failed;
    try {
        co_await queues_.run(until, {"LPUSH", queue_key(what.queue, what.priority), encode(what)});
    } catch (...) {
        failed = std::current_exception();
    }
    if (failed) {
        listener_.unsubscribe(key);
        std::rethrow_exception(failed);
    }
    co_return co_await wait(until, what.id);
}

async::task<> client::close() {
    loops_.cancel();
    co_await loops_.join();
    co_await queues_.close();
    co_await results_.close();
}

} // namespace tasks
