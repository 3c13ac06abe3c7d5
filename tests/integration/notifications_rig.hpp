#pragma once
// What the tests of notices share: a shop, a worker's pipeline, and an SNS and SQS that a test
// holds in its hands.

#include "notifications/delivery.hpp"
#include "notifications/pipeline.hpp"
#include "support/shop.hpp"

#include <deque>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace notifications_rig {

using namespace std::chrono_literals;
using async::deadline;

/// Small limits, so that a few shoppers make several slices.
inline notifications::pipeline_config small_limits() {
    notifications::pipeline_config config;
    config.matching.slice = 4;
    return config;
}

/// The notices of user 1's store: shoppers 11, 12, ... stand in it.
class rig {
public:
    explicit rig(int shoppers, notifications::pipeline_config config = small_limits())
        : shop{shoppers}
        , loop{shop.database().app()}
        , pipeline{
              loop.executor(),
              loop.pool(),
              [this](std::vector<std::string> bodies, deadline) { return take(std::move(bodies)); },
              [] {},
              loop.metrics(),
              config}
        , delivery{loop.executor(),
                   loop.pool(),
                   {},
                   loop.metrics(),
                   [this](const std::vector<notifications::delivered_notice>& told) {
                       std::ranges::copy(told, std::back_inserter(delivered));
                   }} {
        notifications::register_tasks(known, pipeline);
    }

    /// A task as a worker runs it.
    boost::json::value run_task(std::string name, boost::json::array args = {}) {
        tasks::message call;
        call.name = std::move(name);
        call.id = "task";
        call.args = std::move(args);
        const tasks::context context{std::move(call), {}};
        return loop.run([&] { return known.find(context.call.name)->run(context); });
    }

    boost::json::value fan_out(base::window_id window, int version = 1) {
        return run_task("notifications.fan_out", {window.value(), version});
    }
    bool open(base::window_id window, int version = 1) {
        const auto done = run_task("promos.open_window", {window.value(), version});
        return done.as_object().at("released").as_bool();
    }

    /// Runs what waits in the outbox until nothing does, and what is due in two seconds too.
    void run_outbox() {
        for (;;) {
            const auto rows = boost::json::parse(
                shop.text("select coalesce(jsonb_agg(jsonb_build_array(o.task, o.args) order by "
                          "o.due_at), '[]') from outbox o where " +
                          is_due));
            if (rows.as_array().empty())
                return;
            shop.execute("delete from outbox o where " + is_due);
            for (const auto& row : rows.as_array())
                run_task(std::string{row.at(0).as_string()}, row.at(1).as_array());
        }
    }

    /// What SNS took comes out of SQS, ten messages at a time.
    void bring_all() {
        while (!in_sqs.empty()) {
            std::vector<notifications::received_message> ten;
            for (; !in_sqs.empty() && ten.size() < 10; in_sqs.pop_front())
                ten.push_back({fmt::format("sqs-{}", ++brought), in_sqs.front(), 1});
            bring(std::move(ten));
        }
    }
    std::vector<bool> bring(std::vector<notifications::received_message> messages) {
        return loop.run([&] { return delivery.deliver(std::move(messages)); });
    }

    void turn_clock(const std::string& by) {
        shop.execute("update clock_offset set shift = shift + interval '" + by + "'");
    }

    /// "status reason" of a shopper's notice of a window; empty when there is none.
    std::string state(base::window_id window, std::int64_t shopper) {
        return shop.text(fmt::format("select concat_ws(' ', delivery_status, reason) from "
                                     "notifications where window_id = {} and user_id = {}",
                                     window.value(), shopper));
    }
    std::int64_t count(base::window_id window, const std::string& status) {
        return shop.number(fmt::format("select count(*) from notifications where window_id = {} "
                                       "and delivery_status = '{}'",
                                       window.value(), status));
    }

    testing_support::shop shop;
    testing_support::pool_loop loop;
    notifications::pipeline pipeline;
    notifications::delivery delivery;
    tasks::registry known;
    std::deque<std::string> in_sqs;
    std::vector<notifications::delivered_notice> delivered; ///< what others were told of
    bool sns_is_down = false;
    int brought = 0;

private:
    inline static const std::string is_due =
        "coalesce(o.eta, o.due_at) <= app_clock() + interval '2 seconds'";

    async::task<std::vector<bool>> take(std::vector<std::string> bodies) {
        std::vector<bool> taken(bodies.size(), !sns_is_down);
        if (!sns_is_down)
            std::ranges::move(bodies, std::back_inserter(in_sqs));
        co_return taken;
    }
};

} // namespace notifications_rig
