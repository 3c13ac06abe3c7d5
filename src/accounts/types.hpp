#pragma once

#include "base/clock.hpp"
#include "base/geo_point.hpp"
#include "base/listing.hpp"
#include "base/strong_id.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace accounts {

/// The shopper's segment. It is earned by completed purchases and never falls by itself.
enum class user_type : std::uint8_t { new_user, regular, frequent };

inline constexpr std::array<std::string_view, 3> user_type_names{"new", "regular", "frequent"};

std::string_view to_string(user_type type);
std::optional<user_type> parse_user_type(std::string_view text);

/// Wall times in the user's own zone between which no notice comes; may cross midnight.
struct quiet_hours {
    std::chrono::seconds from{};
    std::chrono::seconds until{};

    friend bool operator==(const quiet_hours&, const quiet_hours&) = default;
};

struct user {
    base::user_id id;
    std::string username;
    std::string email;
    std::string first_name;
    std::string last_name;
    std::string phone_number;
    accounts::user_type user_type = accounts::user_type::new_user;
    std::optional<base::geo_point> location;
    std::string time_zone;
    std::string locale;
    /// {"flash_promos": false} is the one key that the service itself reads.
    boost::json::object preferences;
    std::optional<accounts::quiet_hours> quiet_hours;
    /// Notices per day of the user's own calendar.
    std::int32_t daily_cap = 20;
    bool is_staff = false;
    bool is_superuser = false;
    bool is_active = true;
    base::instant date_joined;
};

/// A new account, its password already hashed.
struct new_user {
    std::string username;
    std::string email;
    std::string password_hash;
    accounts::user_type user_type = accounts::user_type::new_user;
    std::string phone_number;
    std::string first_name;
    std::string last_name;
    std::optional<base::geo_point> location;
    bool is_staff = false;
    bool is_superuser = false;
    bool is_active = true;
};

/// Which users a list holds, by id unless ordered otherwise.
struct user_filter {
    /// Words that are all in the user name or the address, in any case.
    std::optional<std::string> search;
    base::list_order order;
};

/// Only what is set changes.
struct user_change {
    std::optional<std::string> username;
    std::optional<std::string> email;
    /// By staff: the nightly task leaves it alone from then on.
    std::optional<accounts::user_type> user_type;
    std::optional<std::string> phone_number;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
    /// Set and empty: the location is forgotten.
    std::optional<std::optional<base::geo_point>> location;
    std::optional<std::string> time_zone;
    std::optional<std::string> locale;
    std::optional<boost::json::object> preferences;
    /// Set and empty: notices may come at any hour.
    std::optional<std::optional<accounts::quiet_hours>> quiet_hours;
    std::optional<std::int32_t> daily_cap;
    std::optional<bool> is_staff;
    std::optional<bool> is_active;
};

/// What a log-in is checked against.
struct credentials {
    base::user_id id;
    std::string password_hash;
    bool is_active = false;
};

/// One refresh token as the database knows it.
struct refresh_token {
    std::string jti;
    base::user_id user;
    base::instant issued_at;
    base::instant expires_at;
};

/// As found, with what has become of it.
struct known_refresh_token {
    refresh_token token;
    std::string family_id;
    /// Set when it was rotated.
    std::optional<std::string> successor_jti;
    bool rotated_just_now = false;
    bool revoked = false;
};

struct token_pair {
    std::string access;
    std::string refresh;
};

} // namespace accounts
