#include "notifications/push/sender.hpp"

#include "async/together.hpp"
#include "base/errors.hpp"
#include "json/text.hpp"
#include "tasks/outbox.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

namespace notifications::push {
namespace {

constexpr std::string_view task_name = "notifications.push";

/// The last part of an endpoint is a secret: whoever has it may fill the shopper's screen.
std::string origin_of(std::string_view endpoint) {
    const auto url = boost::urls::parse_uri(endpoint);
    return url ? std::string{url->encoded_origin()} : std::string{};
}

std::string cut_to(std::size_t bytes_max, std::string text) {
    if (text.size() <= bytes_max)
        return text;
    auto end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        --end;
    text.resize(end);
    return text;
}

std::chrono::seconds retry_after(const http::client_response& answer) {
    const auto text = answer.header("retry-after");
    const auto seconds = text ? json::parse_integer(*text) : std::nullopt;
    return std::chrono::seconds{std::clamp<std::int64_t>(seconds.value_or(0), 0, 3600)};
}

target target_of(const outgoing& one) {
    return {one.notice, one.shopper, one.subscription};
}

boost::json::array to_json(const std::vector<target>& targets) {
    boost::json::array all;
    for (const auto& one : targets)
        all.push_back(
            boost::json::array{one.notice.value(), one.shopper.value(), one.subscription.value()});
    return all;
}

std::optional<target> read_target(const boost::json::value& from) {
    const auto* ids = from.if_array();
    if (!ids || ids->size() != 3 ||
        !std::ranges::all_of(*ids, [](const auto& id) { return id.is_int64(); }))
        return std::nullopt;
    return target{base::notification_id{(*ids)[0].get_int64()},
                  base::user_id{(*ids)[1].get_int64()}, subscription_id{(*ids)[2].get_int64()}};
}

std::vector<target> targets_of(const tasks::context& call) {
    const tasks::task_failure wrong{"argument 1 must be a list of [notice, shopper, subscription]"};
    const auto* list = call.args().empty() ? nullptr : call.args()[0].if_array();
    if (!list)
        throw wrong;
    std::vector<target> all;
    for (const auto& one : *list) {
        const auto read = read_target(one);
        if (!read)
            throw wrong;
        all.push_back(*read);
    }
    return all;
}

int tries_of(const tasks::context& call) {
    const auto* number = call.args().size() < 2 ? nullptr : call.args()[1].if_int64();
    return number ? static_cast<int>(std::clamp<std::int64_t>(*number, 0, 1000)) : 0;
}

} // namespace

std::string payload_of(const outgoing& one) {
    // Even if each byte became an escape of six, it is within what every service takes.
    constexpr std::size_t title_bytes_max = 120;
    constexpr std::size_t body_bytes_max = 500;
    return boost::json::serialize(
        boost::json::object{{"id", one.notice.value()},
                            {"type", one.kind},
                            {"title", cut_to(title_bytes_max, one.store_name)},
                            {"body", cut_to(body_bytes_max, one.text)},
                            {"url", fmt::format("/promos/{}/", one.promo.value())},
                            {"tag", fmt::format("{}-{}", one.kind, one.window.value())}});
}

sender::sender(boost::asio::any_io_executor executor, postgres::pool& pool,
               const base::clock& clock, std::string_view secret_key, base::logger log,
               base::metrics& metrics, sender_config config)
    : pool_{pool}
    , clock_{clock}
    , log_{log.with("part", "push")}
    , config_{std::move(config)}
    , proof_{secret_key, config_.contact}
    , client_{std::move(executor), {.connections_per_host_max = config_.requests_at_a_time}, log_}
    , sent_{metrics.make_counter("marketplace_push_sent_total", "Notices that a push service took")}
    , gone_{metrics.make_counter("marketplace_push_gone_total",
                                 "Subscriptions that a push service says are no more")}
    , later_{metrics.make_counter("marketplace_push_later_total",
                                  "Notices that a push service did not take for now")}
    , refused_{metrics.make_counter("marketplace_push_refused_total",
                                    "Notices given up: refused, or tried too often")} {}

async::task<boost::json::value> sender::send(std::vector<target> targets, int tries_before) {
    const auto messages =
        co_await messages_for(pool_, async::deadline::after(config_.step_timeout), targets);
    std::vector<answered> answers(messages.size());
    const auto work = [&](std::size_t i) -> async::task<> {
        answers[i] = co_await hand_over(messages[i]);
    };
    co_await async::together(messages.size(), config_.requests_at_a_time, work);
    std::vector<target> again;
    auto wait = pause_before(tries_before);
    for (std::size_t i = 0; i < messages.size(); ++i) {
        if (answers[i].how != outcome::later)
            continue;
        again.push_back(target_of(messages[i]));
        wait = std::max(wait, answers[i].wait);
    }
    const auto sent = std::ranges::count(answers, outcome::sent, &answered::how);
    const auto count = again.size();
    if (!again.empty())
        co_await try_again(std::move(again), tries_before + 1, wait);
    co_return boost::json::object{{"sent", sent}, {"again", count}};
}

async::task<sender::answered> sender::hand_over(const outgoing& one) {
    const auto origin = origin_of(one.endpoint);
    http::client_request message{
        .method = http::verb::post,
        .url = one.endpoint,
        .headers = {{"Authorization", proof_.authorization(origin, clock_.now())},
                    {"Content-Type", "application/octet-stream"},
                    {"Content-Encoding", "aes128gcm"},
                    {"TTL", std::to_string(one.seconds_left)},
                    {"Urgency", "high"}},
        .body = encrypt({one.point.bytes, one.auth_secret.bytes}, payload_of(one)),
        .repeatable = true};
    try {
        const auto answer = co_await client_.send(std::move(message),
                                                  async::deadline::after(config_.request_timeout));
        const auto judged = judge(one, answer);
        if (judged.how == outcome::gone)
            co_await forget(pool_, async::deadline::after(config_.step_timeout), one);
        co_return judged;
    } catch (const base::outage& e) {
        log_.warning("a push service is away", {{"origin", origin}, {"why", e.what()}});
    } catch (const base::deadline_exceeded&) {
        log_.warning("a push service is late", {{"origin", origin}});
    }
    later_.add();
    co_return answered{};
}

sender::answered sender::judge(const outgoing& one, const http::client_response& answer) {
    if (answer.status >= 200 && answer.status < 300) {
        sent_.add();
        return {outcome::sent};
    }
    if (answer.status == 404 || answer.status == 410) {
        gone_.add();
        return {outcome::gone};
    }
    if (answer.status == 429 || answer.status >= 500) {
        later_.add();
        return {outcome::later, retry_after(answer)};
    }
    refused_.add();
    log_.warning("a push service refuses a notice", {{"origin", origin_of(one.endpoint)},
                                                     {"status", answer.status},
                                                     {"why", cut_to(200, answer.body)}});
    return {outcome::refused};
}

std::chrono::seconds sender::pause_before(int tries) const {
    const auto doubled = config_.retry_first * (1LL << std::min(tries, 20));
    return std::min<std::chrono::seconds>(doubled, config_.retry_longest);
}

async::task<> sender::try_again(std::vector<target> targets, int tries, std::chrono::seconds wait) {
    if (tries >= config_.tries_max) {
        refused_.add(static_cast<double>(targets.size()));
        log_.warning("notices were given up", {{"count", targets.size()}, {"tries", tries}});
        co_return;
    }
    const auto body = [&](postgres::transaction& tx) -> async::task<> {
        co_await tasks::enqueue(tx, {.name = std::string{task_name},
                                     .args = {to_json(targets), tries},
                                     .eta = clock_.now() + wait});
    };
    co_await pool_.in_transaction(postgres::lane::work,
                                  async::deadline::after(config_.step_timeout), body);
}

void register_tasks(tasks::registry& known, sender& by) {
    known.add(std::string{task_name}, [&by](const tasks::context& call) {
        return by.send(targets_of(call), tries_of(call));
    });
}

} // namespace notifications::push
