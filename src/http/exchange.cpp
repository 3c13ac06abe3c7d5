// The part of a connection between a whole head and an answer: which route, may it, read the body,
// run the handler.
#include "base/errors.hpp"
#include "http/connection.hpp"
#include "http/failure.hpp"
#include "http/negotiation.hpp"
#include "json/text.hpp"

#include <algorithm>

#include <boost/asio/this_coro.hpp>
#include <boost/beast/core/string.hpp>

namespace http {
namespace asio = boost::asio;

namespace {

/// What is read of a body that no route takes, to keep the connection usable.
constexpr std::size_t unrouted_body_bytes_max = 64 * 1024;
constexpr std::size_t request_id_length_max = 64;
/// Never sent: counts requests whose client did not wait for the answer, as nginx does.
constexpr unsigned client_left_status = 499;

bool is_request_id(std::string_view text) {
    return !text.empty() && text.size() <= request_id_length_max &&
           std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      c == '-' || c == '_' || c == '.';
           });
}

bool has_zero(std::string_view text) {
    return text.find('\0') != std::string_view::npos;
}

} // namespace

/// Who sent it and under which id: also for what is refused.
void connection::identify() {
    const auto given = request_.header("x-request-id");
    if (given && is_request_id(*given)) {
        request_.request_id = *given;
    } else {
        shared_.next_request_id(request_.request_id);
    }
    request_.log.bind("request_id", request_.request_id);
    request_.remote_address = peer_address_;
    request_.scheme = "http";
    method_ = parse_verb(parser_->method());
    request_.method = method_.value_or(verb::get);
    if (!shared_.options.trust_forwarded)
        return;
    if (request_.header("x-forwarded-proto") == "https")
        request_.scheme = "https";
    if (const auto forwarded = request_.header("x-forwarded-for")) {
        request_.remote_address = json::trimmed(forwarded->substr(forwarded->rfind(',') + 1));
    }
}

/// Sets path and query from the target; "http://host/path" is taken as "/path".
std::optional<response> connection::read_target() {
    std::string_view target{request_.target};
    if (const auto scheme = target.find("://");
        !target.starts_with('/') && scheme != std::string_view::npos) {
        const auto slash = target.find('/', scheme + 3);
        target = slash == std::string_view::npos ? std::string_view{"/"} : target.substr(slash);
        request_.target = std::string{target};
        target = request_.target;
    }
    if (!target.starts_with('/') && target != "*")
        return detail(400, "Bad request: the target is no path.");
    const auto question = std::min(target.find('?'), target.size());
    const auto path = target.substr(0, question);
    if (path.find('%') == std::string_view::npos) {
        request_.path = path;
    } else {
        request_.path = percent_decoded(path);
    }
    if (has_zero(request_.path) || !json::valid_utf8(request_.path))
        return not_found();
    if (question == target.size()) {
        request_.query = {};
        return std::nullopt;
    }
    request_.query = query::parse(target.substr(question + 1));
    const bool bad = std::ranges::any_of(request_.query.all(), [](const auto& pair) {
        return has_zero(pair.first) || has_zero(pair.second);
    });
    if (bad)
        return detail(400, "Null characters are not allowed.");
    return std::nullopt;
}

/// Finds the route; or the answer that refuses the request, whose body may still have to be read.
std::optional<response> connection::open_request() {
    if (auto refused = read_target())
        return refused;
    if (auto preflight = shared_.cors.preflight(request_))
        return preflight;
    if (method_)
        route_ = shared_.routes.find(*method_, request_.path, request_.path_values);
    const auto host = request_.header("host");
    const bool one_host = request_.headers.count("host") == 1 || (!host && !parser_->is_http_1_1());
    const bool any_host = route_ && route_->any_host;
    if (!one_host || (!any_host && host && !shared_.hosts.allow(*host))) {
        route_ = nullptr;
        return detail(400, "Invalid Host header.");
    }
    if (route_)
        return std::nullopt;
    auto refused = shared_.routes.refuse(parser_->method(), request_.path, request_.target);
    if (refused.status == 404 && shared_.options.page_of_nothing) {
        if (auto page = shared_.options.page_of_nothing(request_))
            return page;
    }
    return refused;
}

async::task<response> connection::exchange() {
    const bool last = requests_ >= shared_.options.limits.requests_per_connection_max;
    keep_alive_ = parser_->keep_alive() && !last;
    auto refused = open_request();
    if (!parser_->is_done()) {
        const auto expects = request_.header("expect");
        const bool waits = expects && boost::beast::iequals(*expects, "100-continue");
        if (expects && !waits)
            refused = detail(417, "The expectation cannot be met.");
        if (refused && expects) { // the client waits for this answer before it sends the body
            give_up_input();
            co_return std::move(*refused);
        }
        const auto body = co_await read_body();
        if (body == outcome::closed)
            co_return response{};
        if (body == outcome::refused)
            co_return std::move(refusal_);
    }
    if (refused)
        co_return std::move(*refused);
    co_return co_await handle();
}

async::task<connection::outcome> connection::read_body() {
    const auto limit = route_ ? route_->body_bytes_max : unrouted_body_bytes_max;
    parser_->body_bytes_max(limit);
    if (const auto length = parser_->content_length(); length && *length > limit) {
        co_return refuse(part::body, make_error_code(boost::beast::http::error::body_limit));
    }
    enter(phase::body, shared_.options.limits.body_timeout);
    if (request_.header("expect") && parser_->is_http_1_1() && buffer_.size() == 0) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        const parts what{asio::buffer(go_on), {}, {}};
        if (const auto sent = send_now(what); sent < go_on.size())
            co_await send_rest(what, sent);
    }
    co_return co_await read(part::body);
}

async::task<response> connection::handle() {
    request_.deadline = async::deadline::after(route_->timeout);
    expires_ = request_.deadline.at();
    phase_ = phase::handling;
    response answer;
    std::exception_ptr failure;
    try {
        answer = co_await call_handler();
    } catch (...) {
        failure = std::current_exception();
    }
    phase_ = phase::writing;
    if (stopped_ != stop_reason::none) {
        co_await asio::this_coro::reset_cancellation_state();
        left_ = stopped_ == stop_reason::client_left;
        if (left_) {
            shared_.metrics.streamed(method_, client_left_status);
            request_.log.debug("client left", {{"path", request_.path}});
        }
        // Whatever it made of being cancelled: it did not end by itself.
        if (stopped_ == stop_reason::timeout && failure)
            failure = std::make_exception_ptr(base::deadline_exceeded{"handler"});
        if (stopped_ == stop_reason::shutdown && failure)
            failure = std::make_exception_ptr(base::outage{"server", "shutting down"});
    }
    if (failure && !left_)
        answer = answer_to_failure(failure, request_, shared_.options.show_errors);
    if (standing_)
        add_rate_limit(*standing_, answer);
    co_return answer;
}

/// Sets who asks; or the answer that refuses them.
async::task<std::optional<response>> connection::authenticate() {
    if (route_->who == access::anyone && !request_.header("authorization"))
        co_return std::nullopt;
    if (shared_.who) {
        auto who = co_await shared_.who(request_, route_->who);
        if (!who)
            co_return std::move(who.error());
        request_.caller = *who;
    } else if (route_->who != access::anyone) {
        co_return detail(401, "Authentication credentials were not provided.");
    }
    co_return std::nullopt;
}

async::task<response> connection::call_handler() {
    // Elsewhere browsers ask for what they show.
    if (route_->is_operation()) {
        if (auto unacceptable = refuse_unacceptable(request_, route_->produces))
            co_return std::move(*unacceptable);
    }
    auto refused = co_await authenticate();
    // After it, since who is refused there counts too: nobody tries tokens without end.
    if (auto* admission = shared_.options.admission)
        standing_ = admission->count(request_);
    if (standing_ && !standing_->now.allowed) {
        shared_.metrics.hit(server_limit::rate);
        co_return throttled(standing_->now.reset);
    }
    if (refused)
        co_return std::move(*refused);
    co_return co_await route_->handler(request_);
}

} // namespace http
