#include "app/beat_role.hpp"

#include "app/commands/database.hpp"
#include "app/role_health.hpp"
#include "app/schema_gate.hpp"
#include "tasks/beat.hpp"

namespace app {

namespace {

class beat_role final : public role {
public:
    explicit beat_role(const role_context& context)
        : context_{context}
        , pool_{context.executor, serving_connection(context.with), context.log, context.metrics}
        , gate_{pool_, context.log}
        , beat_{{}, pool_, context.log, context.metrics}
        , health_{context,
                  context.with.beat_health_port,
                  {not_stopping(context.stopping), postgres_answers(pool_), gate_.check()}}
        , running_{context.executor, context.log} {}

    async::task<> start() override {
        stops_.push("postgres", [this](async::deadline) { return pool_.close(); });
        health_.start();
        stops_.push("health", [this](async::deadline until) { return health_.stop(until); });
        co_await gate_.wait();
        running_.spawn("beat", beat_.run());
        stops_.push("beat", [this](async::deadline) {
            running_.cancel();
            return running_.join();
        });
    }

    async::task<> stop(async::deadline until) override { co_await stops_.run(until, context_.log); }

private:
    const role_context& context_;
    postgres::pool pool_;
    schema_gate gate_;
    tasks::beat beat_;
    health_server health_;
    async::task_group running_;
    stop_list stops_;
};

} // namespace

std::unique_ptr<role> make_beat_role(const role_context& context) {
    return std::make_unique<beat_role>(context);
}

} // namespace app
