#include "notifications/delivery.hpp"

#include "notifications/message.hpp"

namespace notifications {

namespace {

/// Receives of ten messages that one statement takes.
constexpr std::size_t receives_max = 50;
constexpr std::chrono::seconds statement_timeout{5};

} // namespace

delivery::delivery(boost::asio::any_io_executor executor, postgres::pool& pool, base::logger log,
                   base::metrics& metrics, delivered_handler on_delivered)
    : rows_{pool}
    , log_{log.with("part", "delivery")}
    , metrics_{metrics}
    , on_delivered_{std::move(on_delivered)}
    , statements_{std::move(executor),
                  {.requests = receives_max},
                  [this](std::vector<notices> brought) { return run(std::move(brought)); }} {}

async::task<std::vector<bool>> delivery::deliver(std::vector<received_message> messages) {
    std::vector<bool> readable;
    auto own = read(std::move(messages), readable);
    if (!own.empty())
        co_await statements_.ask(std::move(own));
    co_return readable;
}

delivery::notices delivery::read(std::vector<received_message> messages,
                                 std::vector<bool>& readable) {
    notices good;
    for (auto& message : messages) {
        auto notice = decode_notice(message.body);
        readable.push_back(notice.has_value());
        if (notice) {
            good.push_back({std::move(*notice), std::move(message.id), message.receive_count});
        } else {
            metrics_.unreadable.add();
            log_.warning("a message is no notice",
                         {{"message", message.id}, {"why", notice.error()}});
        }
    }
    return good;
}

async::task<std::vector<std::size_t>> delivery::run(std::vector<notices> brought) {
    notices all;
    std::vector<std::size_t> counts;
    for (auto& one : brought) {
        counts.push_back(one.size());
        std::ranges::move(one, std::back_inserter(all));
    }
    const auto count = all.size();
    const auto delivered =
        co_await rows_.deliver(async::deadline::after(statement_timeout), std::move(all));
    metrics_.delivered.add(static_cast<double>(delivered.size()));
    metrics_.repeated.add(static_cast<double>(count - delivered.size()));
    if (on_delivered_ && !delivered.empty())
        on_delivered_(delivered);
    co_return counts;
}

} // namespace notifications
