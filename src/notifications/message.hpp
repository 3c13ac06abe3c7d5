#pragma once

#include "notifications/types.hpp"

#include <expected>
#include <string>
#include <string_view>

namespace notifications {

/// A notice on its way through SNS and SQS. The fields but the text are the key of its row.
struct notice_message {
    base::window_id window;
    base::user_id shopper;
    kind what{};
    std::chrono::year_month_day day;
    std::int32_t version = 0; ///< of the window, when it was matched
    std::string text;         ///< what the shopper reads

    friend bool operator==(const notice_message&, const notice_message&) = default;
};

inline constexpr std::size_t notice_text_length_max = 1000;

/// {"window":7,"shopper":11,"type":"flash_promo","day":"2026-11-24","version":1,"text":"..."}
std::string encode(const notice_message& notice);

/// Reads what encode() wrote, also inside SNS' own envelope (a subscription without raw delivery).
/// Keys that it does not know are ignored: a newer worker may have written them. Otherwise gives
/// every reason why not.
std::expected<notice_message, std::string> decode_notice(std::string_view body);

/// What a shopper reads, from the catalogue of messages.
std::string notice_text(kind what, const window_facts& of, base::language in);

} // namespace notifications
