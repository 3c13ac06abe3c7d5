#include "notifications/delivery.hpp"

#include "notifications/message.hpp"

namespace notifications {

async::task<std::vector<bool>> delivery::deliver(std::vector<received_message> messages,
                                                 async::deadline until) {
    std::vector<bool> readable;
    std::vector<brought_notice> brought;
    for (auto& message : messages) {
        auto notice = decode_notice(message.body);
        readable.push_back(notice.has_value());
        if (notice) {
            brought.push_back({std::move(*notice), std::move(message.id), message.receive_count});
        } else {
            metrics_.unreadable.add();
            log_.warning("a message is no notice",
                         {{"message", message.id}, {"why", notice.error()}});
        }
    }
    if (brought.empty())
        co_return readable;
    const auto count = brought.size();
    const auto delivered = co_await rows_.deliver(until, std::move(brought));
    metrics_.delivered.add(static_cast<double>(delivered.size()));
    metrics_.repeated.add(static_cast<double>(count - delivered.size()));
    co_return readable;
}

} // namespace notifications
