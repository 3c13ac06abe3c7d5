#include "tasks/beat.hpp"

#include "async/sleep.hpp"
#include "tasks/crontab.hpp"
#include "tasks/outbox.hpp"
#include "tasks/sql.hpp"

#include <boost/json/parse.hpp>

namespace tasks {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

struct listed_task {
    std::int64_t id;
    std::string name;
    std::optional<std::int32_t> every_seconds;
    std::optional<std::string> crontab;
    base::instant last_run_at;
    base::instant now;
};

struct claimed_task {
    std::int64_t id;
    std::string name;
    std::string task;
    std::optional<std::int32_t> every_seconds;
    std::optional<std::string> crontab;
    postgres::jsonb args;
    postgres::jsonb kwargs;
    std::string queue;
    base::instant last_run_at;
    base::instant now;
};

constexpr auto shortest_wait = std::chrono::microseconds{10ms};

task_call to_call(const claimed_task& claimed) {
    task_call call;
    call.name = claimed.task;
    call.args = json::parse(claimed.args.text).as_array();
    call.kwargs = json::parse(claimed.kwargs.text).as_object();
    call.queue = claimed.queue;
    // Rounds that no worker took in time are not worth running after the next one.
    if (claimed.every_seconds)
        call.expires = claimed.now + std::chrono::seconds{*claimed.every_seconds} + 30s;
    return call;
}

} // namespace

std::optional<base::instant> schedule::due_after(base::instant last) const {
    if (every_seconds)
        return last + std::chrono::seconds{*every_seconds};
    const auto parsed = tasks::crontab::parse(crontab.value_or(""));
    return parsed ? parsed->next_after(last) : std::nullopt;
}

base::instant schedule::ran_at(base::instant due, base::instant now) const {
    const auto following = due_after(due);
    return following && *following <= now ? now : due;
}

beat::beat(beat_config config, postgres::pool& pool, base::logger log, base::metrics& metrics)
    : config_{config}
    , pool_{pool}
    , log_{log.with("part", "beat")}
    , metrics_{metrics}
    , late_{metrics.make_duration_seconds("marketplace_tasks_beat_late_seconds",
                                          "From a due moment to its outbox row")} {}

async::task<std::optional<beat::fired>> beat::fire_if_due(postgres::transaction& tx,
                                                          std::int64_t id) {
    const auto claimed =
        (co_await tx.run(sql::claim_periodic, postgres::params{id})).first<claimed_task>();
    if (!claimed)
        co_return std::nullopt; // another beat has it
    const schedule when{claimed->every_seconds, claimed->crontab};
    const auto due = when.due_after(claimed->last_run_at);
    if (!due || *due > claimed->now)
        co_return std::nullopt; // another beat had it
    co_await enqueue(tx, to_call(*claimed));
    co_await tx.run(sql::mark_periodic_run, postgres::params{id, when.ran_at(*due, claimed->now)});
    co_return fired{claimed->name, claimed->now - *due};
}

async::task<std::optional<beat::fired>> beat::claim(std::int64_t id) {
    const auto body = [this, id](postgres::transaction& tx) { return fire_if_due(tx, id); };
    co_return co_await pool_.in_transaction(postgres::lane::work,
                                            async::deadline::after(config_.step_timeout), body);
}

async::task<std::chrono::microseconds> beat::tick() {
    const auto listed = co_await pool_.run(
        postgres::lane::read, async::deadline::after(config_.step_timeout), sql::list_periodic);
    auto wait = std::chrono::duration_cast<std::chrono::microseconds>(config_.look_every);
    for (const auto& one : listed.all<listed_task>()) {
        const schedule when{one.every_seconds, one.crontab};
        auto due = when.due_after(one.last_run_at);
        if (!due) {
            log_.error("periodic task is never due",
                       {{"task", one.name}, {"crontab", one.crontab.value_or("")}});
            continue;
        }
        if (*due <= one.now) {
            if (const auto done = co_await claim(one.id)) {
                log_.debug("periodic task enqueued", {{"task", done->name}});
                late_.observe(std::chrono::duration<double>(done->late).count());
                auto at = fired_.find(done->name);
                if (at == fired_.end()) {
                    const auto made =
                        metrics_.make_counter("marketplace_tasks_beat_fired_total",
                                              "Periodic tasks enqueued", {{"task", done->name}});
                    at = fired_.emplace(done->name, made).first;
                }
                at->second.add();
            }
            due = when.due_after(when.ran_at(*due, one.now));
        }
        if (due)
            wait = std::clamp(*due - one.now, shortest_wait, wait);
    }
    co_return wait;
}

async::task<> beat::run() {
    for (bool was_down = false;;) {
        std::chrono::microseconds wait = 500ms;
        try {
            wait = co_await tick();
            if (std::exchange(was_down, false))
                log_.info("beat works again");
        } catch (const std::exception& e) {
            if (!std::exchange(was_down, true))
                log_.warning("beat cannot enqueue", {{"error", e.what()}});
        }
        co_await async::throw_if_cancelled();
        co_await async::sleep_for(wait);
    }
}

} // namespace tasks
