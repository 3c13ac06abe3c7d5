#include "postgres/listener.hpp"

#include "async/backoff.hpp"
#include "async/sleep.hpp"
#include "base/errors.hpp"
#include "postgres/session.hpp"

namespace postgres {
namespace {

using namespace std::chrono_literals;

std::string quoted_name(std::string_view name) {
    std::string out = "\"";
    for (const char c : name) {
        if (c == '"')
            out += '"';
        out += c;
    }
    return out + '"';
}

} // namespace

listener::listener(config where, base::logger log)
    : where_{std::move(where)}
    , log_{std::move(log)} {}

void listener::listen(std::string channel, handler on_notification) {
    handlers_.insert_or_assign(std::move(channel), std::move(on_notification));
}

void listener::dispatch(std::string_view channel, std::string_view payload) const {
    const auto found = handlers_.find(channel);
    if (found == handlers_.end())
        return;
    try {
        found->second(payload);
    } catch (const std::exception& e) {
        log_.error("notification handler failed", {{"channel", channel}, {"error", e.what()}});
    }
}

async::task<> listener::listen_once(session& on, bool& connected) {
    const auto until = async::deadline::after(10s);
    co_await on.open(until);
    for (const auto& [channel, unused] : handlers_) {
        co_await on.run_script(until, "listen " + quoted_name(channel));
    }
    connected = true;
    if (on_connected_)
        on_connected_();
    for (;;) {
        const auto note = co_await on.next_notification();
        dispatch(note.channel, note.payload);
    }
}

async::task<> listener::run() {
    async::backoff pause{50ms, 2000ms};
    session own{where_, "listen"};
    for (;;) {
        bool connected = false;
        try {
            co_await listen_once(own, connected);
        } catch (const base::outage& e) {
            log_.warning("postgresql notifications lost", {{"error", e.what()}});
        } catch (const base::deadline_exceeded& e) {
            log_.warning("postgresql notifications lost", {{"error", e.what()}});
        }
        if (connected)
            pause.reset();
        co_await async::sleep_for(pause.next());
    }
}

} // namespace postgres
