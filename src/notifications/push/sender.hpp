#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "http/client.hpp"
#include "notifications/push/subscriptions.hpp"
#include "notifications/push/vapid.hpp"
#include "tasks/registry.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace notifications::push {

struct sender_config {
    std::string contact; ///< see vapid
    std::size_t requests_at_a_time = 32;
    std::chrono::milliseconds request_timeout{10'000};
    std::chrono::milliseconds step_timeout{5'000};
    /// A push service that is away or busy is asked again after this, doubling; or when it says.
    std::chrono::seconds retry_first{5};
    std::chrono::seconds retry_longest{600};
    int tries_max = 10;
};

/// What a browser is given to show, as JSON: {"id", "type", "title", "body", "url", "tag"}.
std::string payload_of(const outgoing& one);

/// Hands notices to push services: the way to a shopper who has no page open. One a worker, on its
/// thread.
class sender {
public:
    sender(boost::asio::any_io_executor executor, postgres::pool& pool, const base::clock& clock,
           std::string_view secret_key, base::logger log, base::metrics& metrics,
           sender_config config);

    /// `notifications.push` [[[notice, shopper, subscription], ...], tries before]: what is still
    /// worth it is sent; what a service did not take for now becomes a task of its own, and a
    /// subscription that is no more is forgotten. A browser may be told twice and shows it once (by
    /// its tag).
    async::task<boost::json::value> send(std::vector<target> targets, int tries_before);

    void close() { client_.close_idle(); }

private:
    enum class outcome { sent, gone, later, refused };
    struct answered {
        outcome how = outcome::later;
        std::chrono::seconds wait{}; ///< what the service asks for
    };

    async::task<answered> hand_over(const outgoing& one);
    answered judge(const outgoing& one, const http::client_response& answer);
    async::task<> try_again(std::vector<target> targets, int tries, std::chrono::seconds wait);
    std::chrono::seconds pause_before(int tries) const;

    postgres::pool& pool_;
    const base::clock& clock_;
    base::logger log_;
    sender_config config_;
    vapid proof_;
    http::client client_;
    base::metrics::counter sent_;
    base::metrics::counter gone_;
    base::metrics::counter later_;
    base::metrics::counter refused_;
};

/// The task named above. Its arguments are checked: what can never work is a ValueError.
void register_tasks(tasks::registry& known, sender& by);

} // namespace notifications::push
