#pragma once

#include "base/clock.hpp"
#include "base/geo_point.hpp"
#include "base/listing.hpp"
#include "base/money.hpp"
#include "base/strong_id.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace promos {

/// Kinds of shoppers, as promos name them; a user's `user_type` new / frequent / regular in the
/// same order.
enum class segment : std::uint8_t { new_users, frequent_buyers, regular_users };

inline constexpr std::array<std::string_view, 3> segment_names{"new_users", "frequent_buyers",
                                                               "regular_users"};

inline std::string_view to_string(segment s) {
    return segment_names[static_cast<std::size_t>(s)];
}
/// Nothing for a name that is not one of `segment_names`.
std::optional<segment> parse_segment(std::string_view name);
/// From a user's `user_type`: "new", "frequent" or "regular".
std::optional<segment> segment_of_user_type(std::string_view user_type);

/// The shoppers that a promo is for; the empty set means everybody.
class segment_set {
public:
    constexpr segment_set() = default;

    /// Unknown names are skipped: the decoder and a CHECK keep them out.
    static segment_set from_names(std::span<const std::string> names);

    void add(segment s) { bits_ = static_cast<std::uint8_t>(bits_ | bit(s)); }
    bool allows(segment s) const { return bits_ == 0 || (bits_ & bit(s)) != 0; }
    bool everybody() const { return bits_ == 0; }
    /// In the order of `segment_names`.
    std::vector<std::string> names() const;

    friend constexpr bool operator==(segment_set, segment_set) = default;

private:
    static constexpr std::uint8_t bit(segment s) {
        return static_cast<std::uint8_t>(1U << static_cast<unsigned>(s));
    }

    std::uint8_t bits_ = 0;
};

/// As stored: whether a scheduled window is open says the clock. `skipped`: its wall times do not
/// exist on that day.
enum class window_state : std::uint8_t { scheduled, closed, skipped };

std::string_view to_string(window_state s);
std::optional<window_state> parse_window_state(std::string_view text);

/// What a merchant decides about a promo: the template of its windows.
struct promo_fields {
    base::product_id product;
    base::money promo_price;
    /// Wall times in the store's zone; an end before the start is on the next day.
    std::chrono::seconds start_time{};
    std::chrono::seconds end_time{};
    /// Local dates of openings. Nothing: from today; for ever.
    std::optional<std::chrono::year_month_day> starts_on{};
    std::optional<std::chrono::year_month_day> ends_on{};
    /// ISO: 1 is Monday. Sorted and distinct, never empty.
    std::vector<std::int32_t> weekdays{1, 2, 3, 4, 5, 6, 7};
    segment_set segments{};
    std::int32_t stock = 1;
    std::int32_t max_per_user = 1;
    std::int32_t hold_seconds = 60;
    std::int32_t radius_m = 2000;
    bool is_active = true;

    friend bool operator==(const promo_fields&, const promo_fields&) = default;
};

/// The window that is open, or else the next one.
struct current_window {
    base::window_id id;
    base::instant opens_at;
    base::instant closes_at;
    std::int32_t version = 0;
    std::int32_t stock = 0;
    std::int32_t held = 0;
    std::int32_t sold = 0;

    std::int32_t left() const { return stock - held - sold; }
};

struct promo {
    base::promo_id id;
    base::store_id store;
    base::user_id owner;
    promo_fields fields;
    base::instant created_at;
    base::instant updated_at;
    /// "live", "scheduled", "inactive", "closed" or "ended".
    std::string status;
    std::optional<current_window> window;
};

/// One opening, as its owner sees it.
struct promo_window {
    base::window_id id;
    std::chrono::year_month_day opens_on;
    base::instant opens_at;
    base::instant closes_at;
    /// "scheduled", "open", "ended", "closed" or "skipped".
    std::string state;
    std::optional<std::string> skip_reason;
    base::money price;
    std::int32_t stock = 0;
    std::int32_t held = 0;
    std::int32_t sold = 0;
    std::int32_t version = 0;
    std::optional<base::instant> released_at;
};

/// Which windows to come are asked for.
struct to_come_query {
    std::optional<base::geo_point> near{};
    std::optional<double> radius_m{};
    std::optional<segment> for_segment{};
};

struct promo_filter {
    std::optional<base::store_id> store{};
    std::optional<base::product_id> product{};
    std::optional<bool> is_active{};
    /// Words that are all in the product's name, in any case.
    std::optional<std::string> search{};
    base::list_order order{};
};

/// What the live board knows of one opening. Times are the database's; prices, radius and segments
/// are the window's own copies, which a later edit of the promo does not touch while it is open.
struct board_window {
    base::window_id window;
    base::promo_id promo;
    base::product_id product;
    base::store_id store;
    std::string product_name;
    std::string store_name;
    base::money promo_price;
    base::money original_price;
    std::string currency;
    base::geo_point location;
    double radius_m = 0;
    segment_set segments{};
    base::instant opens_at;
    base::instant closes_at;
    std::int32_t hold_seconds = 0;
    std::int32_t max_per_user = 0;
    bool reserve_radius_check = true;
    window_state state = window_state::scheduled;
    /// Raised by a merchant's edit.
    std::int64_t version = 0;
    /// Raised by every change of the counters; read together with the fields above.
    std::int64_t revision = 0;
    /// Of the window's row: its last edit.
    base::instant updated_at{};
    std::int32_t left = 0;
    std::string image{}; ///< of the product; empty: none
    std::string address{};
    std::string time_zone{};
    std::int32_t stock = 0;
};

/// An opening of a promo that is not saved yet.
struct opening {
    base::instant opens_at;
    base::instant closes_at;
    std::string state; ///< "scheduled" or "skipped"
    std::optional<std::string> skip_reason;
};

/// What would come of a promo.
struct preview {
    std::string time_zone;
    std::vector<opening> openings;
    std::int64_t shoppers_in_reach = 0;
};

/// Shoppers in reach are counted up to this.
inline constexpr std::int64_t reach_max = 100'000;

} // namespace promos
