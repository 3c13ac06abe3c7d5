// A worker with a few test tasks, for clients written by others: test_worker REDIS_URL [NAME]. It
// prints "ready" and stops gently at SIGTERM.
#include "async/console_sink.hpp"
#include "async/sleep.hpp"
#include "tasks/worker.hpp"

#include <csignal>
#include <cstdio>

#include <boost/asio/signal_set.hpp>
#include <boost/json/value.hpp>

namespace {

namespace json = boost::json;

async::task<json::value> add(const tasks::context& of) {
    if (of.args().size() != 2)
        throw tasks::task_failure{tasks::failure{"TypeError", {"add() takes two numbers"}}};
    co_return of.args()[0].as_int64() + of.args()[1].as_int64();
}

async::task<json::value> echo(const tasks::context& of) {
    co_return json::array{of.args(), of.kwargs()};
}

async::task<json::value> fail(const tasks::context&) {
    throw tasks::task_failure{tasks::failure{"ValueError", {"boom", 1}}};
    co_return nullptr;
}

async::task<json::value> retry(const tasks::context& of) {
    if (of.retries() < 2)
        throw tasks::retry_later{std::chrono::milliseconds{50}, "again"};
    co_return of.retries();
}

async::task<json::value> check(const tasks::context&) {
    co_return json::object{{"checked", 0}};
}

tasks::registry make_registry() {
    tasks::registry known;
    known.add("t.add", add);
    known.add("t.echo", echo);
    known.add("t.fail", fail);
    known.add("t.retry", retry);
    known.add("promotions.tasks.check_active_promos", check);
    return known;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2)
        return 2;
    boost::asio::io_context io{1};
    const auto known = make_registry();
    base::system_clock clock;
    base::metrics metrics;
    tasks::worker_config config;
    config.broker_address = redis::address::parse(argv[1]);
    if (argc > 2)
        config.name = argv[2];
    const base::logger log{async::make_console_sink(), base::log_level::info,
                           base::log_format::text};
    tasks::worker worker{io.get_executor(), config, known, clock, log, metrics};
    async::task_group loops{io.get_executor(), log};
    loops.spawn("worker", worker.run());
    boost::asio::signal_set signals{io, SIGTERM, SIGINT};
    signals.async_wait([&](const boost::system::error_code&, int) { worker.stop_gently(); });
    std::puts("ready");
    std::fflush(stdout);
    io.run();
    return 0;
}
