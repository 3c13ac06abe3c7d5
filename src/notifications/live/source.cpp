#include "notifications/live/source.hpp"

#include "notifications/live/delivered_message.hpp"

#include <algorithm>

#include <boost/asio/post.hpp>

namespace notifications::live {
namespace {

using clock = std::chrono::steady_clock;

/// After a longer silence of Redis a shopper finds the older ones in their inbox.
constexpr std::chrono::minutes missed_at_most{10};

} // namespace

source::source(boost::asio::any_io_executor executor, const base::clock& now,
               redis::address heard_at, base::logger log)
    : clock_{now}
    , due_{executor}
    , delivered_{executor, std::move(heard_at), std::move(log)}
    , heard_at_{now.now()} {
    delivered_.subscribe(std::string{delivered_channel},
                         [this](std::string_view, std::string_view text) { hear_delivered(text); });
    delivered_.on_resubscribed([this] { look_for_missed(); });
}

void source::begin() {
    for (auto* each : hubs_)
        boost::asio::post(each->executor(), [each, now = clock_.now()] { each->begin(now); });
}

void source::counters(const place& of, window_counters now) {
    if (const auto told = pacer_.offer(of, now, clock::now()))
        tell(*told);
    arm();
}

void source::window(const place& of, std::string_view change, std::int64_t revision,
                    std::string_view shown) {
    if (change == "closed")
        pacer_.forget(of.window);
    tell(window_frame(of, change, revision, shown, clock_.now()));
}

void source::tell(const stock_pacer::told& stock) {
    tell(stock_frame(stock.of, stock.now, clock_.now()));
}

void source::tell(shared_frame next) {
    for (auto* each : hubs_)
        boost::asio::post(each->executor(), [each, next] { each->tell(next); });
}

/// Wakes up when the next stock that waits is due.
void source::arm() {
    const auto next = pacer_.next();
    if (!next || *next == due_.expiry())
        return;
    due_.expires_at(*next);
    due_.async_wait([this](boost::system::error_code cancelled) {
        if (cancelled)
            return;
        for (const auto& stock : pacer_.due(clock::now()))
            tell(stock);
        arm();
    });
}

void source::hear_delivered(std::string_view text) {
    auto delivered = parse_delivered(text);
    if (!delivered)
        return;
    heard_at_ = clock_.now();
    const auto shared =
        std::make_shared<const std::vector<delivered_notice>>(std::move(*delivered));
    for (auto* each : hubs_)
        boost::asio::post(each->executor(), [each, shared] { each->tell_delivered(*shared); });
}

void source::look_for_missed() {
    const auto now = clock_.now();
    const auto since = std::max(std::exchange(heard_at_, now), now - missed_at_most);
    for (auto* each : hubs_)
        boost::asio::post(each->executor(), [each, since] { each->look_for_missed(since); });
}

} // namespace notifications::live
