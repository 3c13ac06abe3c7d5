#pragma once

#include "async/event.hpp"
#include "async/task.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "http/router.hpp"
#include "localaws/call.hpp"
#include "localaws/core.hpp"
#include "localaws/operations.hpp"
#include "localaws/store.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace localaws {

struct service_settings {
    limits bounds;
    access_settings access;
};

/// SNS and SQS over HTTP: the core in a shell that lets receivers wait. Everything runs on one
/// executor's thread.
///
/// Routes: / and every style of queue URL for both protocols, /_localstack/health. They
/// authenticate by themselves (AWS signatures), so the server's authenticator must let any
/// Authorization header pass.
class service {
public:
    /// `kept_in` outlives the service.
    service(boost::asio::any_io_executor executor, const base::clock& clock, base::logger log,
            base::metrics& metrics, store& kept_in, service_settings settings);
    service(const service&) = delete;
    service& operator=(const service&) = delete;

    void register_routes(http::router& routes);

    /// Any request but those of /_localstack. A waiting receiver that is cancelled is forgotten.
    async::task<http::response> handle(http::request& from);

    /// Ends waits when their time is over and shows hidden and delayed messages again. Runs until
    /// it is cancelled.
    async::task<> run();

    /// For shutting down: those that wait are answered now, and nobody waits any more.
    void drain();

    const core& state() const { return core_; }

private:
    struct pending {
        async::event answered;
        std::optional<outcome<wire::receive_message_input>> result;
    };

    async::task<outcome<wire::receive_message_input>> receive(const call& what);
    void give_back(const scope& in, const std::string& queue_url,
                   const wire::receive_message_output& served);
    /// After each command: serves those that wait and sees to it that `run` wakes in time.
    void settle(instant now);
    void hand_out_answers();
    void measure();

    boost::asio::any_io_executor executor_;
    const base::clock& clock_;
    base::logger log_;
    store& store_;
    service_settings settings_;
    core core_;
    ticket last_ticket_ = 0;
    std::unordered_map<ticket, pending*> pending_;
    boost::asio::steady_timer timer_;
    instant armed_for_ = instant::max();
    bool draining_ = false;

    std::vector<base::metrics::counter> requests_; ///< in the order of operations()
    base::metrics::counter refused_;
    base::metrics::gauge queues_;
    base::metrics::gauge messages_;
    base::metrics::gauge waiting_;
};

/// {"services": {...}, "edition": ..., "version": ...}, as LocalStack answers.
http::response health_answer();

} // namespace localaws
