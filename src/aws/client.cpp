#include "aws/client.hpp"

#include "async/backoff.hpp"
#include "async/sleep.hpp"
#include "base/errors.hpp"
#include "http/client_message.hpp"

#include <utility>
#include <variant>

#include <fmt/format.h>

namespace aws {

namespace {

std::string_view name_of(aws_wire::service service) {
    switch (service) {
    case aws_wire::service::sqs:
        return "sqs";
    case aws_wire::service::sns:
        return "sns";
    case aws_wire::service::sts:
        return "sts";
    }
    return "";
}

http::client_options http_options(const config& with) {
    http::client_options out;
    out.connections_per_host_max = with.connections_max;
    out.waiting_max = with.waiting_max;
    out.connect_timeout = with.connect_timeout;
    out.ca_file = with.ca_file;
    return out;
}

bool is_throttle(aws_wire::error_code code, unsigned status) {
    return status == 429 || code == aws_wire::error_code::throttled;
}

} // namespace

std::string endpoint_url(aws_wire::service service, const config& with) {
    const auto& own =
        service == aws_wire::service::sqs ? with.sqs_endpoint_url : with.sns_endpoint_url;
    if (!own.empty())
        return own;
    const auto domain = with.region.starts_with("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
    return fmt::format("https://{}.{}.{}/", name_of(service), with.region, domain);
}

/// One attempt's answer text, the service's refusal, or why another attempt is worth it.
struct client::attempt_outcome {
    struct transient {
        std::string why;
        bool throttled = false;
    };
    std::variant<std::string, error, transient> is;
};

client::client(boost::asio::any_io_executor executor, aws_wire::service of, const config& with,
               base::logger log, base::metrics& metrics)
    : service_{of}
    , name_{name_of(of)}
    , config_{with}
    , url_{endpoint_url(of, with)}
    , signer_{with.keys, with.region, name_}
    , budget_{with.retries.budget}
    , log_{std::move(log)}
    , metrics_{metrics, name_}
    , http_{std::move(executor), http_options(with), log_} {
    const auto target = http::parse_url(url_);
    host_ = target.host_header;
    path_ = target.target;
}

void client::give_up(std::string_view action, const std::string& why) const {
    throw base::outage{name_, fmt::format("{}: {}", action, why)};
}

async::task<result<std::string>> client::send(std::string_view action, std::string body,
                                              std::chrono::milliseconds waits,
                                              async::deadline until) {
    call_timer timer{metrics_, action};
    const auto& retries = config_.retries;
    async::backoff pause{retries.pause_first, retries.pause_longest};
    async::backoff throttled_pause{retries.throttled_pause_first, retries.pause_longest};
    for (unsigned attempts = 1;; ++attempts) {
        auto outcome = co_await attempt(action, body, waits, until);
        if (auto* text = std::get_if<std::string>(&outcome.is)) {
            budget_.succeeded(attempts == 1);
            timer.ended("ok");
            co_return std::move(*text);
        }
        if (auto* refusal = std::get_if<error>(&outcome.is)) {
            budget_.succeeded(attempts == 1); // it is there and answers
            timer.ended("refused");
            co_return std::unexpected{std::move(*refusal)};
        }
        const auto& failed = std::get<attempt_outcome::transient>(outcome.is);
        const auto wait = failed.throttled ? throttled_pause.next() : pause.next();
        if (attempts >= retries.attempts_max || wait >= until.left() || !budget_.take()) {
            give_up(action, failed.why);
        }
        log_.debug("aws call is repeated",
                   {{"service", name_}, {"action", action}, {"why", failed.why}});
        metrics_.repeated(action);
        co_await async::sleep_for(wait);
    }
}

async::task<client::attempt_outcome> client::attempt(std::string_view action,
                                                     const std::string& body,
                                                     std::chrono::milliseconds waits,
                                                     async::deadline until) {
    try {
        auto answer = co_await http_.send(make_request(action, body),
                                          until.at_most(config_.attempt_timeout + waits));
        co_return judge(std::move(answer));
    } catch (const base::outage& e) {
        co_return attempt_outcome{attempt_outcome::transient{e.what()}};
    } catch (const base::deadline_exceeded& e) {
        if (until.expired())
            throw;
        co_return attempt_outcome{attempt_outcome::transient{e.what()}};
    }
}

client::attempt_outcome client::judge(http::client_response answer) const {
    if (answer.status == 200)
        return {std::move(answer.body)};
    aws_wire::error told;
    if (speaks_json()) {
        told = aws_wire::parse_json_error(answer.body,
                                          answer.header("x-amzn-query-error").value_or(""));
    } else if (auto document = aws_wire::xml_document::parse(answer.body)) {
        told = document->failure().value_or(aws_wire::error{});
    }
    if (told.message.empty())
        told.message = fmt::format("HTTP status {}", answer.status);
    if (answer.status >= 500 || is_throttle(told.code, answer.status)) {
        return {attempt_outcome::transient{told.message, is_throttle(told.code, answer.status)}};
    }
    return {error{told.code, std::move(told.message), answer.status}};
}

http::client_request client::make_request(std::string_view action, const std::string& body) {
    http::client_request out{.method = http::verb::post, .url = url_, .repeatable = true};
    aws_wire::signable_request signable{
        .method = "POST", .path = path_, .query = {}, .headers = {}, .body = body};
    signable.headers.emplace_back("Host", host_);
    if (speaks_json()) {
        signable.headers.emplace_back("Content-Type", aws_wire::json_content_type);
        signable.headers.emplace_back("X-Amz-Target", std::string{aws_wire::sqs::target_prefix} +
                                                          std::string{action});
    } else {
        signable.headers.emplace_back("Content-Type", aws_wire::form_content_type);
    }
    auto added = signer_.sign(signable, clock_.now());
    out.headers = std::move(signable.headers);
    out.headers.insert(out.headers.end(), std::make_move_iterator(added.begin()),
                       std::make_move_iterator(added.end()));
    out.body = body;
    return out;
}

} // namespace aws
