#include "http/health.hpp"

#include "async/deadline.hpp"

#include <memory>

#include <boost/json/object.hpp>

namespace http {
namespace {

constexpr std::chrono::seconds check_timeout{2};

async::task<response> live(request&) {
    co_return text_response(200, "ok\n");
}

async::task<std::string> outcome_of(const health_check& check, async::deadline until) {
    try {
        co_await async::with_deadline(until.at_most(check_timeout), check.name, check.run());
        co_return "ok";
    } catch (const base::deadline_exceeded&) {
        co_return "no answer in time";
    } catch (const boost::system::system_error& e) {
        if (e.code() == boost::asio::error::operation_aborted)
            throw; // the asker left
        co_return e.what();
    } catch (const std::exception& e) {
        co_return e.what();
    }
}

/// One after the other: a probe is rare, and must not cost more than the work it asks about.
async::task<response> ready(std::shared_ptr<const std::vector<health_check>> checks,
                            async::deadline until) {
    boost::json::object outcomes;
    bool all_well = true;
    for (const auto& check : *checks) {
        const auto outcome = co_await outcome_of(check, until);
        all_well = all_well && outcome == "ok";
        outcomes[check.name] = outcome;
    }
    co_return json_response(all_well ? 200 : 503, {{"status", all_well ? "ok" : "unavailable"},
                                                   {"checks", std::move(outcomes)}});
}

} // namespace

void register_health_routes(router& routes, std::vector<health_check> checks,
                            const base::metrics& metrics) {
    const auto add = [&](std::string_view path, handler answer) {
        routes.add({.method = verb::get,
                    .path = path,
                    .who = access::anyone,
                    .handler = std::move(answer),
                    .any_host = true});
    };
    add("/livez", live);
    add("/readyz", [all = std::make_shared<const std::vector<health_check>>(std::move(checks))](
                       request& in) { return ready(all, in.deadline); });
    add("/metrics", [&metrics](request&) -> async::task<response> {
        return [](const base::metrics& all) -> async::task<response> {
            auto answer = text_response(200, all.to_text());
            answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
            co_return answer;
        }(metrics);
    });
}

} // namespace http
