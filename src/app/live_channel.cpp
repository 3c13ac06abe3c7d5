#include "app/live_channel.hpp"

#include <utility>

#include <boost/asio/post.hpp>

namespace app {

namespace {

using promos::window_event;

notifications::live::place place_of(const promos::board_window& window) {
    return {.window = window.window,
            .promo = window.promo,
            .store = window.store,
            .location = window.location,
            .radius_m = window.radius_m};
}

} // namespace

live_channel::live_channel(const role_context& context, const promos::board& board)
    : context_{context}
    , board_{board}
    , source_{context.executor, context.clock, redis::address::parse(context.with.redis_url),
              context.log}
    , opens_or_closes_{context.executor} {}

void live_channel::look() {
    for (const auto& change : watch_.look(*board_.snapshot(), context_.clock.now()))
        tell(change);
    if (!std::exchange(has_begun_, true))
        source_.begin();
    arm();
}

void live_channel::tell(const promos::window_change& change) {
    const auto place = place_of(change.item->window);
    const auto revision = change.item->counter->revision();
    if (change.what != window_event::counted) {
        const bool is_shown = change.what != window_event::closed;
        source_.window(place, promos::to_string(change.what), revision,
                       is_shown ? change.item->to_json() : std::string{});
    }
    // An edit may have changed what is left, too: who hears of stock alone must not miss it.
    if (change.what == window_event::counted || change.what == window_event::edited)
        source_.counters(place, {revision, change.item->counter->left()});
}

/// Looks again when the next window opens or closes, at its instant.
void live_channel::arm() {
    const auto next = watch_.next();
    if (!next) {
        opens_or_closes_.cancel();
        return;
    }
    opens_or_closes_.expires_after(*next - context_.clock.now());
    opens_or_closes_.async_wait([this](boost::system::error_code cancelled) {
        if (!cancelled)
            look();
    });
}

void live_channel::close() {
    opens_or_closes_.cancel();
    source_.close();
}

void live_channel::note(const promos::counters_message& changed) {
    const auto snapshot = board_.snapshot();
    const auto* item = snapshot->find(changed.window);
    if (item && item->open_at(context_.clock.now()))
        source_.counters(place_of(item->window), {changed.revision, changed.left});
}

void live_channel::post(const promos::counters_message& changed) {
    boost::asio::post(context_.executor, [this, changed] { note(changed); });
}

} // namespace app
