#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "base/clock.hpp"
#include "base/listing.hpp"
#include "base/messages.hpp"
#include "base/money.hpp"
#include "base/strong_id.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace notifications {

/// What a notice is about. A shopper has at most one of each kind for a window.
enum class kind : std::uint8_t {
    flash_promo, ///< a window near them has opened
    restock,     ///< a unit has returned, and they asked to be told
};

std::string_view to_string(kind k);
std::optional<kind> parse_kind(std::string_view text);

/// What a window must be for a slice of notices to be staged for it.
struct window_progress {
    std::int32_t version = 0;
    bool is_ahead = false; ///< scheduled, and not over
    /// The first pass: the last shopper that it has staged, and whether it is complete.
    std::int64_t staged_through = 0;
    bool is_staged = false;
    bool is_released = false;
};

enum class slice_outcome : std::uint8_t {
    ok,
    stale, ///< the window has another version, is closed or over
    moved, ///< another worker staged this slice
};

struct opening {
    base::window_id window;
    std::int32_t version = 0;
};

struct release_outcome {
    /// Zero: this call released the window, `late` after its instant. Negative: there is nothing to
    /// release. Else: it is too early by so much.
    std::chrono::microseconds wait{-1};
    std::chrono::microseconds late{};
};

/// What the text of a window's notices says.
struct window_facts {
    std::chrono::year_month_day day; ///< when the window was made: a part of a notice's key
    std::string product_name;
    std::string store_name;
    base::money price;
    std::string currency;
    std::string closes_at; ///< "HH:MM" in the store's zone
};

/// A notice that is to be published now.
struct claimed_notice {
    base::notification_id id;
    base::user_id shopper;
    kind what{};
    base::language said_in = base::language::english;
};

/// A notice that has reached its inbox.
struct delivered_notice {
    base::notification_id id;
    base::user_id shopper;

    friend bool operator==(const delivered_notice&, const delivered_notice&) = default;
};

/// Is told which notices have just become visible, after the commit.
using delivered_handler = std::function<void(const std::vector<delivered_notice>&)>;

/// A window with notices on their way.
struct open_window {
    base::window_id id;
    bool is_over = false;
    bool is_released = false;
};

/// A notice as its shopper sees it.
/// Which notices of an inbox, newest first unless ordered otherwise.
struct inbox_filter {
    bool unread_only = false;
    /// Words that are all in the message, in any case.
    std::optional<std::string> search{};
    base::list_order order{};
};

struct inbox_notice {
    base::notification_id id;
    base::user_id user;
    std::string username;
    base::store_id store;
    std::string store_name;
    base::promo_id promo;
    std::string product_name;
    std::string kind;
    std::string message;
    std::optional<base::instant> sent_at;
    std::string status;
    std::optional<base::instant> read_at;
};

/// Whose figures are asked for.
struct store_facts {
    base::store_id id;
    base::user_id owner;
    std::string name;
    std::string time_zone;
    std::chrono::year_month_day today; ///< by the store's own calendar
};

struct store_stats {
    store_facts store;
    std::int32_t days = 0;
    std::chrono::year_month_day from{};
    std::chrono::year_month_day through{};
    std::int64_t sent = 0;
    std::int64_t shoppers = 0; ///< different ones
    std::map<std::string, std::int64_t> by_status{};
    std::map<std::string, std::int64_t> by_day{}; ///< of what was sent
    std::map<std::string, std::int64_t> by_kind{};
};

/// One step after another, of one window or of several.
struct funnel {
    std::int64_t matched = 0;
    std::int64_t notified = 0; ///< it came to their inbox
    std::int64_t opened = 0;   ///< they read it there
    std::int64_t held = 0;     ///< holds, by whomever
    std::int64_t bought = 0;
    std::int64_t redeemed = 0;
    std::int64_t cancelled = 0;
    std::int64_t expired = 0;
};

struct window_funnel {
    base::window_id window;
    base::instant opens_at;
    base::instant closes_at;
    std::string state; ///< "scheduled", "open", "ended" or "closed"
    std::int32_t stock = 0;
    funnel steps{};
};

struct promo_funnel {
    base::promo_id promo;
    std::vector<window_funnel> windows; ///< newest first
};

struct store_summary {
    base::store_id store;
    std::string name;
    std::int64_t sent = 0;
    std::int64_t delivered = 0;
    std::int64_t shoppers = 0; ///< different ones
};

/// Publishes messages; gives one flag each, in order: whether the service took it. Throws only when
/// cancelled.
using publisher = std::function<async::task<std::vector<bool>>(std::vector<std::string> bodies,
                                                               async::deadline until)>;

} // namespace notifications
