#pragma once

#include "async/task.hpp"
#include "notifications/types.hpp"
#include "redis/client.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace notifications::live {

/// The Redis channel on which a worker tells every web process, after the commit, which notices
/// have reached their inboxes. A lost message costs only the moment: the inbox itself is the truth.
inline constexpr std::string_view delivered_channel = "marketplace:delivered";

/// "notice shopper notice shopper ...", in decimal.
std::string to_text(const std::vector<delivered_notice>& delivered);
/// Nothing for any other text.
std::optional<std::vector<delivered_notice>> parse_delivered(std::string_view text);

/// Gives up in silence when Redis is away or takes over a second. `to` outlives the call.
async::task<> publish(redis::client& to, std::vector<delivered_notice> delivered);

} // namespace notifications::live
