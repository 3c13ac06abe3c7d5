#include "notifications/live/frame.hpp"

#include "json/text.hpp"

#include <fmt/format.h>

namespace notifications::live {

std::string event_id(base::instant at) {
    return fmt::format("{}", at.time_since_epoch().count());
}

std::optional<base::instant> parse_event_id(std::string_view text) {
    const auto count = json::parse_integer(text);
    if (!count || *count <= 0)
        return std::nullopt;
    return base::instant{std::chrono::microseconds{*count}};
}

std::string event_text(std::string_view name, base::instant at, std::string_view data) {
    return fmt::format("event: {}\nid: {}\ndata: {}\n\n", name, at.time_since_epoch().count(),
                       data);
}

shared_frame stock_frame(const place& of, window_counters now, base::instant at) {
    auto text =
        event_text("stock", at,
                   fmt::format(R"({{"window":{},"promo":{},"left":{},"revision":{}}})",
                               of.window.value(), of.promo.value(), now.left, now.revision));
    return std::make_shared<const frame>(frame_kind::stock, of, at, std::move(text));
}

shared_frame window_frame(const place& of, std::string_view change, std::int64_t revision,
                          std::string_view shown, base::instant at) {
    auto text = event_text(
        "window", at,
        fmt::format(
            R"({{"change":"{}","window":{},"promo":{},"store":{},"revision":{},"live":{}}})",
            change, of.window.value(), of.promo.value(), of.store.value(), revision,
            shown.empty() ? std::string_view{"null"} : shown));
    return std::make_shared<const frame>(frame_kind::window, of, at, std::move(text));
}

shared_frame notice_frame(std::string_view notice, base::instant at) {
    return std::make_shared<const frame>(frame_kind::notice, std::nullopt, at,
                                         event_text("notice", at, notice));
}

shared_frame heartbeat_frame() {
    return std::make_shared<const frame>(frame_kind::heartbeat, std::nullopt, base::instant{},
                                         ":\n\n");
}

std::string hello_text(bool resumed, base::instant at) {
    return event_text("hello", at,
                      fmt::format(R"({{"resumed":{},"at":"{}"}})", resumed, base::to_rfc3339(at)));
}

std::string retry_text(std::chrono::milliseconds after) {
    return fmt::format("retry: {}\n\n", after.count());
}

} // namespace notifications::live
