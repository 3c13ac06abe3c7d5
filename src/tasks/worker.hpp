#pragma once

#include "async/event.hpp"
#include "async/task.hpp"
#include "async/task_group.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "redis/client.hpp"
#include "redis/subscriber.hpp"
#include "tasks/broker.hpp"
#include "tasks/registry.hpp"
#include "tasks/worker_core.hpp"
#include "tasks/worker_metrics.hpp"

#include <memory>
#include <optional>
#include <string>

namespace tasks {

struct worker_config {
    /// As Celery's -n; see expand_node_name.
    std::string name = "celery@%h";
    redis::address broker_address;
    /// Where results are stored; nothing: with the queues, acknowledged and stored in one step.
    std::optional<redis::address> result_address;
    broker_config broker;
    worker_limits limits;
    std::chrono::milliseconds renew_every{3000};
    std::chrono::milliseconds reclaim_every{1000};
    /// The net under the doorbell.
    std::chrono::milliseconds poll_every{1000};
    /// For what is left to say to Redis when the worker stops.
    std::chrono::milliseconds stop_timeout{5000};
};

/// Takes tasks from Celery's queues, runs them and stores their results as Celery 5.2 does.
/// Acknowledges late: what a killed worker held runs again elsewhere within 10 s. All calls on the
/// executor's thread.
class worker {
public:
    worker(boost::asio::any_io_executor executor, worker_config config, const registry& known,
           const base::clock& clock, base::logger log, base::metrics& metrics);
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

    /// Until stop_gently() has done its work, or until cancelled: then running tasks are cancelled
    /// and go back to their queues too. In both cases nothing of ours is left unacknowledged in
    /// Redis, if that can be reached.
    async::task<> run();

    /// SIGTERM: takes no more, gives back what has not started, and lets what runs end.
    void stop_gently();

    bool is_ready() const { return queues_.is_connected() && !core_.is_stopping(); }
    const std::string& name() const { return name_; }
    const worker_core& core() const { return core_; }

private:
    async::task<> serve();
    async::task<> start_loop();
    async::task<> fetch_loop();
    async::task<> settle_loop();
    async::task<> lease_loop();
    async::task<> reclaim_loop();
    async::task<> run_job(job what);
    async::task<> reply_to_pidbox(std::string payload);
    async::task<> arm_doorbell();
    /// How long to wait for the next; 0 after one that brought something.
    async::task<std::chrono::milliseconds> try_fetch();
    async::task<bool> fetch_once();
    async::task<> settle_some();
    async::task<> give_back_waiting();
    async::task<> finish();

    void ring();
    void take(delivery got);
    void start_jobs();

    worker_config config_;
    std::string name_;
    const registry& known_;
    const base::clock& clock_;
    base::logger log_;
    worker_metrics metrics_;
    redis::client queues_;
    std::unique_ptr<redis::client> own_results_;
    broker broker_;
    redis::subscriber bell_;
    worker_core core_;
    std::vector<std::string> to_give_back_;
    bool is_doorbell_armed_ = false;
    bool is_fetching_ = false;
    std::uint64_t rings_ = 0;
    async::deadline::clock::time_point reclaim_not_before_{};
    async::event changed_;   ///< the core, or the doorbell
    async::event to_settle_; ///< the core has settlements
    async::task_group jobs_;
    async::task_group loops_;
};

} // namespace tasks
