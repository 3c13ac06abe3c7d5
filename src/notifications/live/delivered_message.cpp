#include "notifications/live/delivered_message.hpp"

#include "base/errors.hpp"

#include <charconv>

#include <fmt/format.h>

namespace notifications::live {
namespace {

constexpr std::chrono::seconds publish_timeout{1};

std::optional<std::int64_t> take_id(std::string_view& text) {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc{} || id <= 0)
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.empty() && text.front() != ' ')
        return std::nullopt;
    text.remove_prefix(std::min<std::size_t>(1, text.size()));
    return id;
}

} // namespace

std::string to_text(const std::vector<delivered_notice>& delivered) {
    std::string text;
    for (const auto& one : delivered)
        fmt::format_to(std::back_inserter(text), "{}{} {}", text.empty() ? "" : " ", one.id.value(),
                       one.shopper.value());
    return text;
}

std::optional<std::vector<delivered_notice>> parse_delivered(std::string_view text) {
    std::vector<delivered_notice> all;
    while (!text.empty()) {
        const auto notice = take_id(text);
        const auto shopper = notice ? take_id(text) : std::nullopt;
        if (!shopper)
            return std::nullopt;
        all.push_back({base::notification_id{*notice}, base::user_id{*shopper}});
    }
    return all;
}

async::task<> publish(redis::client& to, std::vector<delivered_notice> delivered) {
    try {
        co_await to.run(async::deadline::after(publish_timeout),
                        {"PUBLISH", std::string{delivered_channel}, to_text(delivered)});
    } catch (const base::outage&) {
    } catch (const base::deadline_exceeded&) {
    }
}

} // namespace notifications::live
