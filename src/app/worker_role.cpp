#include "app/worker_role.hpp"

#include "accounts/tasks.hpp"
#include "app/commands/database.hpp"
#include "app/mail/mailer.hpp"
#include "app/notice_channel.hpp"
#include "app/role_health.hpp"
#include "app/schema_gate.hpp"
#include "async/sleep.hpp"
#include "notifications/live/delivered_message.hpp"
#include "notifications/pipeline.hpp"
#include "notifications/push/sender.hpp"
#include "postgres/database_clock.hpp"
#include "products/images.hpp"
#include "promos/counters_message.hpp"
#include "promos/tasks.hpp"
#include "reservations/tasks.hpp"
#include "tasks/outbox.hpp"
#include "tasks/worker.hpp"

namespace app {

namespace {

using namespace std::chrono_literals;

constexpr auto sweep_timeout = 5s;
constexpr auto segments_timeout = std::chrono::minutes{4};
constexpr auto letter_timeout = std::chrono::seconds{30};
constexpr auto prune_timeout = std::chrono::minutes{4};
// While Redis is slow, more than these are not worth telling.
constexpr std::size_t telling_max = 256;

tasks::worker_config worker_settings(const settings& with) {
    tasks::worker_config config;
    if (!with.worker_name.empty())
        config.name = with.worker_name;
    config.broker_address = redis::address::parse(with.celery_broker_url);
    if (with.celery_result_backend != with.celery_broker_url) {
        config.result_address = redis::address::parse(with.celery_result_backend);
    }
    config.broker.queues = with.worker_queues;
    config.limits.concurrency = static_cast<std::size_t>(with.worker_concurrency);
    return config;
}

class worker_role final : public role {
public:
    explicit worker_role(const role_context& context)
        : context_{context}
        , pool_{context.executor, serving_connection(context.with), context.log, context.metrics}
        , gate_{pool_, context.log}
        , clock_{pool_, context.clock, context.log}
        , redis_{context.executor, redis::address::parse(context.with.redis_url), context.log}
        , broker_{context.executor, redis::address::parse(context.with.celery_broker_url),
                  context.log}
        , relay_{context.executor,
                 {},
                 pool_,
                 broker_,
                 redis::address::parse(context.with.celery_broker_url),
                 context.log,
                 context.metrics}
        , notices_{context, pool_, [this](const auto& delivered) { tell(delivered); }}
        , mailer_{make_mailer(context.with, context.executor, context.log)}
        , pipeline_{context.executor, pool_, notices_.publisher(),
                    [this] { loops_.spawn("ring relays", tasks::ring_relays(broker_)); },
                    context.metrics}
        , push_{context.executor,
                pool_,
                context.clock,
                context.with.secret_key,
                context.log,
                context.metrics,
                {.contact = context.with.web_push_contact}}
        , worker_{context.executor, worker_settings(context.with),
                  known_,           context.clock,
                  context.log,      context.metrics}
        , health_{context,
                  context.with.worker_health_port,
                  {not_stopping(context.stopping), postgres_answers(pool_), redis_answers(broker_),
                   gate_.check()}}
        , loops_{context.executor, context.log}
        , working_{context.executor, context.log} {
        register_tasks();
    }

    async::task<> start() override {
        stops_.push("postgres", [this](async::deadline) { return pool_.close(); });
        stops_.push("push", [this](async::deadline) -> async::task<> {
            push_.close();
            co_return;
        });
        stops_.push("redis", [this](async::deadline) { return redis_.close(); });
        stops_.push("broker", [this](async::deadline) { return broker_.close(); });
        health_.start();
        stops_.push("health", [this](async::deadline until) { return health_.stop(until); });
        co_await gate_.wait();
        loops_.spawn("database clock", clock_.run());
        loops_.spawn("relay", relay_.run());
        loops_.spawn("sweep", sweep_loop());
        stops_.push("loops", [this](async::deadline) {
            loops_.cancel();
            return loops_.join();
        });
        notices_.start();
        stops_.push("notices", [this](async::deadline until) { return notices_.stop(until); });
        working_.spawn("worker", worker_.run());
        stops_.push("worker", [this](async::deadline until) { return stop_worker(until); });
    }

    async::task<> stop(async::deadline until) override { co_await stops_.run(until, context_.log); }

private:
    void register_tasks();
    async::task<boost::json::object> prune_accounts();
    async::task<boost::json::object> prune_images();
    async::task<boost::json::value> send_password_reset(const tasks::context& job);

    // What runs may end; what does not by `until` goes back to its queue.
    async::task<> stop_worker(async::deadline until) {
        worker_.stop_gently();
        try {
            co_await async::with_deadline(until, "running tasks", working_.join());
        } catch (const base::deadline_exceeded&) {
            working_.cancel();
        }
        co_await working_.join();
    }

    async::task<> sweep_loop() {
        for (;;) {
            try {
                co_await reservations::sweep(
                    pool_,
                    [this](const reservations::counters_changed& changed) { publish(changed); },
                    async::deadline::after(sweep_timeout));
            } catch (const base::outage&) { // the pool says so itself
            } catch (const base::deadline_exceeded& e) {
                context_.log.warning("the sweep was late", {{"step", e.step()}});
            }
            co_await async::sleep_for(reservations::sweep_period);
        }
    }

    void publish(const reservations::counters_changed& changed) {
        const promos::counters_message message{changed.window, changed.revision, changed.left};
        loops_.spawn("publish counters", promos::publish(redis_, message));
    }

    // Open streams show it at once; who misses it finds it in the inbox.
    void tell(const std::vector<notifications::delivered_notice>& delivered) {
        if (loops_.size() < telling_max)
            loops_.spawn("tell of notices", notifications::live::publish(redis_, delivered));
    }

    const role_context& context_;
    postgres::pool pool_;
    schema_gate gate_;
    postgres::database_clock clock_;
    redis::client redis_;
    redis::client broker_;
    tasks::relay relay_;
    notice_channel notices_;
    accounts::mailer mailer_;
    notifications::pipeline pipeline_;
    notifications::push::sender push_;
    tasks::registry known_;
    tasks::worker worker_;
    health_server health_;
    async::task_group loops_;
    async::task_group working_;
    stop_list stops_;
};

async::task<boost::json::object> worker_role::prune_accounts() {
    const auto gone =
        co_await accounts::prune_expired(pool_, async::deadline::after(prune_timeout));
    co_return boost::json::object{{"idempotency_keys_deleted", gone.idempotency_keys},
                                  {"refresh_tokens_deleted", gone.refresh_tokens},
                                  {"password_resets_deleted", gone.password_resets},
                                  {"login_attempts_deleted", gone.login_attempts}};
}

async::task<boost::json::value> worker_role::send_password_reset(const tasks::context& job) {
    const auto& args = job.call.args;
    if (args.size() != 1 || !args[0].is_int64())
        throw tasks::task_failure{"one argument is needed: the user's id"};
    const bool sent = co_await accounts::send_password_reset(
        pool_, mailer_, context_.with.public_url, base::user_id{args[0].get_int64()},
        async::deadline::after(letter_timeout));
    co_return boost::json::object{{"sent", sent}};
}

async::task<boost::json::object> worker_role::prune_images() {
    const auto gone = co_await products::prune_images(pool_, async::deadline::after(prune_timeout));
    co_return boost::json::object{{"product_images_deleted", gone}};
}

void worker_role::register_tasks() {
    known_.add(std::string{accounts::send_password_reset_task},
               [this](const tasks::context& job) { return send_password_reset(job); });
    promos::register_tasks(
        known_, pool_, {[this] { return prune_accounts(); }, [this] { return prune_images(); }});
    notifications::register_tasks(known_, pipeline_);
    notifications::push::register_tasks(known_, push_);
    known_.add("accounts.recompute_segments",
               [this](const tasks::context&) -> async::task<boost::json::value> {
                   const auto raised = co_await accounts::recompute_segments(
                       pool_, async::deadline::after(segments_timeout));
                   co_return boost::json::object{{"raised", raised}};
               });
}

} // namespace

std::unique_ptr<role> make_worker_role(const role_context& context) {
    return std::make_unique<worker_role>(context);
}

} // namespace app
