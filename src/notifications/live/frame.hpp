#pragma once

#include "base/clock.hpp"
#include "base/geo_point.hpp"
#include "base/strong_id.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace notifications::live {

/// Which window a frame tells of, and where that is.
struct place {
    base::window_id window;
    base::promo_id promo;
    base::store_id store;
    base::geo_point location;
    double radius_m = 0;
};

struct window_counters {
    std::int64_t revision = 0;
    std::int32_t left = 0;
};

enum class frame_kind : std::uint8_t { stock, window, notice, heartbeat };

/// One server-sent event, written once and sent to everybody who hears it. Immutable.
struct frame {
    frame_kind what{};
    std::optional<place> of; ///< none for notices and heartbeats
    base::instant at{};      ///< by the database's clock: its event id
    std::string text;        ///< as it goes over the wire
};

using shared_frame = std::shared_ptr<const frame>;

/// The id of an event: the database's time in microseconds, so that every replica can tell what
/// came after it.
std::string event_id(base::instant at);
/// Nothing for what event_id() did not write.
std::optional<base::instant> parse_event_id(std::string_view text);

/// `data` is JSON without line ends.
std::string event_text(std::string_view name, base::instant at, std::string_view data);

shared_frame stock_frame(const place& of, window_counters now, base::instant at);
/// `change`: "opened", "edited", "closed"; `shown` is the window as the live list shows it, as JSON
/// text.
shared_frame window_frame(const place& of, std::string_view change, std::int64_t revision,
                          std::string_view shown, base::instant at);
shared_frame notice_frame(std::string_view notice, base::instant at);
/// A comment: it keeps proxies from closing a silent stream, and shows who has left.
shared_frame heartbeat_frame();

/// The first event of a stream. `resumed`: what was missed since Last-Event-ID follows; otherwise
/// the client reads the lists anew.
std::string hello_text(bool resumed, base::instant at);
/// When the client should come again after the stream has ended.
std::string retry_text(std::chrono::milliseconds after);

} // namespace notifications::live
