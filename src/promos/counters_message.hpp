#pragma once

#include "async/task.hpp"
#include "base/strong_id.hpp"
#include "redis/client.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace promos {

/// The Redis channel on which whoever changed a window's counters tells every live board, after the
/// commit. A lost message does no harm: boards read their counters again every two seconds.
inline constexpr std::string_view counters_channel = "marketplace:counters";

/// The PostgreSQL channel of merchants' edits; the payload is the promo's id.
inline constexpr std::string_view windows_changed_channel = "promo_windows_changed";

struct counters_message {
    base::window_id window;
    std::int64_t revision = 0;
    std::int32_t left = 0;

    /// "window revision left", in decimal.
    std::string to_text() const;
    /// Nothing for any other text, or for numbers that no window has.
    static std::optional<counters_message> parse(std::string_view text);

    friend bool operator==(const counters_message&, const counters_message&) = default;
};

/// Tells every live board. Gives up in silence when Redis is away or takes over a second: the
/// boards' own reading is the net. `to` outlives the call.
async::task<> publish(redis::client& to, counters_message changed);

} // namespace promos
