#include "localaws/service.hpp"

#include "async/sleep.hpp"

#include <array>
#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace localaws {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using aws_wire::error_code;

constexpr std::size_t body_bytes_max =
    8 * 1024 * 1024; // a batch of 1 MiB, percent-encoded, and its envelope
constexpr std::chrono::milliseconds request_timeout = 60s; // above the longest poll
constexpr auto measure_interval = 10s;

constexpr std::string_view service_name(aws_wire::service of) {
    switch (of) {
    case aws_wire::service::sqs:
        return "sqs";
    case aws_wire::service::sns:
        return "sns";
    case aws_wire::service::sts:
        return "sts";
    }
    return "";
}

std::vector<base::metrics::counter> make_request_counters(base::metrics& metrics) {
    std::vector<base::metrics::counter> out;
    for (const auto& each : operations()) {
        out.push_back(metrics.make_counter("marketplace_localaws_requests_total",
                                           "Requests by service and action.",
                                           {{"service", std::string{service_name(each.service)}},
                                            {"action", std::string{each.action}}}));
    }
    return out;
}

/// What a browser or a probe sees that asks for "/" without an action.
http::response front_page() {
    return http::raw_json_response(200, R"({"status":"running","services":["sns","sqs"]})");
}

} // namespace

service::service(asio::any_io_executor executor, const base::clock& clock, base::logger log,
                 base::metrics& metrics, store& kept_in, service_settings settings)
    : executor_{std::move(executor)}
    , clock_{clock}
    , log_{std::move(log)}
    , store_{kept_in}
    , settings_{std::move(settings)}
    , core_{settings_.bounds, id_source::random()}
    , timer_{executor_}
    , requests_{make_request_counters(metrics)}
    , refused_{metrics.make_counter("marketplace_localaws_refused_total",
                                    "Requests that named no action served here.")}
    , queues_{metrics.make_gauge("marketplace_localaws_queues", "Queues that exist.")}
    , messages_{metrics.make_gauge("marketplace_localaws_messages", "Messages in all queues.")}
    , waiting_{metrics.make_gauge("marketplace_localaws_waiting_receivers",
                                  "Receivers in a long poll.")} {}

void service::register_routes(http::router& routes) {
    const auto aws = [this](http::request& from) { return handle(from); };
    for (const auto* path : {"/", "/{account}/{queue}", "/queue/{region}/{account}/{queue}"}) {
        for (const auto method : {http::verb::get, http::verb::post}) {
            routes.add(
                {method, path, http::access::anyone, aws, body_bytes_max, request_timeout, true});
        }
    }
    const auto health = [](http::request&) -> async::task<http::response> {
        co_return health_answer();
    };
    routes.add({.method = http::verb::get,
                .path = "/_localstack/health",
                .who = http::access::anyone,
                .handler = health,
                .any_host = true});
}

http::response health_answer() {
    return http::raw_json_response(
        200,
        R"({"services":{"sns":"running","sqs":"running"},"edition":"community","version":"4.14.0"})");
}

async::task<http::response> service::handle(http::request& from) {
    if (from.method == http::verb::head)
        co_return front_page();
    call what;
    if (auto read = call::read(from, settings_.access, clock_.now(), what); !read) {
        refused_.add();
        const bool bare =
            read.error().code == error_code::missing_action && from.method == http::verb::get;
        if (bare && from.target == "/")
            co_return front_page();
        co_return error_answer(what, what.service.value_or(aws_wire::service::sqs), read.error());
    }
    const auto* operation = find_operation(what);
    if (!operation) {
        refused_.add();
        co_return error_answer(
            what, what.service.value_or(aws_wire::service::sqs),
            {error_code::invalid_action,
             fmt::format("The action {} is not valid for this endpoint.", what.action)});
    }
    requests_[static_cast<std::size_t>(operation - operations().data())].add();
    http::response out;
    if (operation->run) {
        const auto now = clock_.now();
        out = operation->run(core_, what, now);
        settle(now);
    } else {
        out = answer<wire::receive_message_input>(what, operation->service, co_await receive(what));
    }
    co_await store_.kept(core_.changes());
    co_return out;
}

async::task<outcome<wire::receive_message_input>> service::receive(const call& what) {
    auto command = decode<wire::receive_message_input>(what, aws_wire::service::sqs);
    if (!command)
        co_return std::unexpected{std::move(command.error())};
    if (draining_)
        command->wait_time_seconds = 0;

    const auto as = ++last_ticket_;
    const auto now = clock_.now();
    auto at_once = core_.queues().receive(what.who, *command, as, now);
    settle(now);
    if (at_once)
        co_return std::move(*at_once);

    pending slot{async::event{executor_}, std::nullopt};
    struct entry {
        service& owner;
        ticket as;
        const scope& who;
        const std::string& queue_url;
        pending& slot;
        ~entry() {
            owner.pending_.erase(as);
            owner.core_.queues().abandon(as);
            if (slot.result && *slot.result)
                owner.give_back(who, queue_url, **slot.result);
        }
    } waiting{*this, as, what.who, command->queue_url, slot};
    pending_.emplace(as, &slot);
    while (!slot.result)
        co_await slot.answered.wait();
    co_return *std::exchange(slot.result, std::nullopt);
}

/// The receiver has left after it was served and before it could be answered.
void service::give_back(const scope& in, const std::string& queue_url,
                        const wire::receive_message_output& served) {
    const auto now = clock_.now();
    for (const auto& each : served.messages) {
        core_.queues().execute(
            in, wire::change_message_visibility_input{queue_url, each.receipt_handle, 0}, now);
    }
    settle(now);
}

void service::settle(instant now) {
    core_.queues().settle(now);
    hand_out_answers();
    const auto due = core_.queues().next_due();
    if (due && *due < armed_for_)
        timer_.cancel(); // `run` looks again
}

void service::hand_out_answers() {
    for (auto& each : core_.queues().take_answers()) {
        const auto found = pending_.find(each.to);
        if (found == pending_.end())
            continue;
        found->second->result = std::move(each.result);
        found->second->answered.notify_all();
    }
}

async::task<> service::run() {
    while (true) {
        const auto now = clock_.now();
        core_.queues().advance(now);
        hand_out_answers();
        measure();
        const auto due = core_.queues().next_due();
        armed_for_ = std::min(due.value_or(instant::max()), now + measure_interval);
        timer_.expires_after(armed_for_ - now);
        boost::system::error_code ignored;
        co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        co_await async::throw_if_cancelled();
    }
}

void service::measure() {
    queues_.set(static_cast<double>(core_.queues().queue_count()));
    messages_.set(static_cast<double>(core_.queues().message_count()));
    waiting_.set(static_cast<double>(core_.queues().waiting_count()));
}

void service::drain() {
    draining_ = true;
    core_.queues().end_waits();
    hand_out_answers();
}

} // namespace localaws
