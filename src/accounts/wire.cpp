#include "accounts/wire.hpp"

#include "accounts/password.hpp"
#include "accounts/rules.hpp"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>

namespace accounts {
namespace {

constexpr std::size_t name_length_max = 150;
constexpr std::size_t phone_length_max = 20;
constexpr std::size_t preferences_bytes_max = 8 * 1024;
constexpr std::int64_t daily_cap_max = 1000;
/// 'frequent' is earned.
constexpr std::array<std::string_view, 2> types_at_registration{"new", "regular"};
constexpr std::array<std::string_view, 2> locales{"en", "es"};

using optional_point = std::optional<base::geo_point>;

std::string time_text(std::chrono::seconds time) {
    const auto seconds = time.count();
    return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::optional<std::string> read_username(json::object_decoder& in) {
    auto username = in.required_text("username", {.length_max = username_length_max});
    if (username) {
        if (auto error = username_error(*username))
            in.fail("username", std::move(*error));
    }
    return username;
}

std::optional<std::string> read_email(json::object_decoder& in) {
    auto email = in.required_text("email", {.length_max = email_length_max});
    if (email) {
        if (auto error = email_error(*email))
            in.fail("email", std::move(*error));
    }
    return email;
}

std::optional<std::string> read_optional(json::object_decoder& in, std::string_view key,
                                         std::size_t length_max) {
    return in.optional_text(key, {.length_max = length_max, .blank_allowed = true});
}

std::string read_password(json::object_decoder& in, const new_user& account) {
    auto password =
        in.required_text("password", {.length_max = password_length_max, .trim = false});
    if (!password)
        return {};
    for (auto& error : password_errors(*password, {{"username", account.username},
                                                   {"first name", account.first_name},
                                                   {"last name", account.last_name},
                                                   {"email address", account.email}})) {
        in.fail("password", std::move(error));
    }
    return std::move(*password);
}

new_user read_account(json::object_decoder& in, std::span<const std::string_view> types) {
    in.refuse_null({"user_type", "phone_number", "first_name", "last_name"});
    new_user account;
    account.username = read_username(in).value_or("");
    account.email = read_email(in).value_or("");
    if (const auto type = in.optional_choice("user_type", types))
        account.user_type = *parse_user_type(*type);
    account.phone_number = read_optional(in, "phone_number", phone_length_max).value_or("");
    account.first_name = read_optional(in, "first_name", name_length_max).value_or("");
    account.last_name = read_optional(in, "last_name", name_length_max).value_or("");
    account.location = in.optional_point();
    return account;
}

bool holds_null_character(const boost::json::value& value) {
    if (const auto* text = value.if_string())
        return std::string_view{*text}.contains('\0');
    if (const auto* list = value.if_array())
        return std::ranges::any_of(*list, holds_null_character);
    if (const auto* object = value.if_object()) {
        return std::ranges::any_of(*object, [](const auto& member) {
            return std::string_view{member.key()}.contains('\0') ||
                   holds_null_character(member.value());
        });
    }
    return false;
}

std::optional<boost::json::object> read_preferences(json::object_decoder& in) {
    auto preferences = in.optional_object("preferences", preferences_bytes_max);
    if (!preferences)
        return preferences;
    if (holds_null_character(*preferences))
        in.fail("preferences", "Null characters are not allowed.");
    const auto* wanted = preferences->if_contains("flash_promos");
    if (wanted && !wanted->is_bool())
        in.fail("preferences.flash_promos", "Must be a valid boolean.");
    return preferences;
}

/// Both null: taken away. Both times: set. One alone is an error.
std::optional<std::optional<quiet_hours>> read_quiet_hours(json::object_decoder& in) {
    const auto from = in.optional_time_of_day("quiet_from");
    const auto until = in.optional_time_of_day("quiet_until");
    const bool asked = in.has("quiet_from") || in.has("quiet_until");
    if (!asked)
        return std::nullopt;
    const auto present = [&in](std::string_view key) { return in.has(key) && !in.is_null(key); };
    if (present("quiet_from") && !present("quiet_until"))
        in.fail("quiet_until", "This field is required.");
    if (present("quiet_until") && !present("quiet_from"))
        in.fail("quiet_from", "This field is required.");
    if (from && until)
        return std::optional{quiet_hours{*from, *until}};
    return std::optional<quiet_hours>{};
}

/// Both null: taken away.
std::optional<optional_point> read_location(json::object_decoder& in) {
    if (const auto point = in.optional_point())
        return optional_point{point};
    if (in.is_null("latitude") && in.is_null("longitude"))
        return optional_point{};
    return std::nullopt;
}

/// What a person may change about themselves, and staff about anybody.
user_change read_common_change(json::object_decoder& in) {
    in.refuse_null({"phone_number", "first_name", "last_name", "time_zone", "locale", "preferences",
                    "daily_cap"});
    user_change change;
    change.email = read_email(in);
    change.phone_number = read_optional(in, "phone_number", phone_length_max);
    change.first_name = read_optional(in, "first_name", name_length_max);
    change.last_name = read_optional(in, "last_name", name_length_max);
    change.location = read_location(in);
    change.time_zone = in.optional_text("time_zone", {.blank_allowed = true});
    change.locale = in.optional_choice("locale", locales);
    change.preferences = read_preferences(in);
    change.quiet_hours = read_quiet_hours(in);
    if (const auto cap = in.optional_integer("daily_cap", {0, daily_cap_max})) {
        change.daily_cap = static_cast<std::int32_t>(*cap);
    }
    return change;
}

} // namespace

boost::json::object to_json(const user& of) {
    boost::json::object out;
    out["id"] = of.id.value();
    out["username"] = of.username;
    out["email"] = of.email;
    out["user_type"] = to_string(of.user_type);
    out["phone_number"] = of.phone_number;
    out["latitude"] = of.location ? boost::json::value(of.location->latitude()) : nullptr;
    out["longitude"] = of.location ? boost::json::value(of.location->longitude()) : nullptr;
    out["preferences"] = of.preferences;
    out["first_name"] = of.first_name;
    out["last_name"] = of.last_name;
    out["time_zone"] = of.time_zone;
    out["locale"] = of.locale;
    out["quiet_from"] =
        of.quiet_hours ? boost::json::value(time_text(of.quiet_hours->from)) : nullptr;
    out["quiet_until"] =
        of.quiet_hours ? boost::json::value(time_text(of.quiet_hours->until)) : nullptr;
    out["daily_cap"] = of.daily_cap;
    return out;
}

boost::json::object to_staff_json(const user& of) {
    auto out = to_json(of);
    out["is_staff"] = of.is_staff;
    out["is_superuser"] = of.is_superuser;
    out["is_active"] = of.is_active;
    out["date_joined"] = base::to_rfc3339(of.date_joined);
    return out;
}

registration decode_registration(json::object_decoder& in) {
    registration made;
    made.account = read_account(in, types_at_registration);
    made.password = read_password(in, made.account);
    const auto confirmed =
        in.required_text("password_confirm", {.length_max = password_length_max, .trim = false});
    if (confirmed && !made.password.empty() && *confirmed != made.password) {
        in.fail("password_confirm", "Password fields didn't match.");
    }
    return made;
}

registration decode_new_user(json::object_decoder& in) {
    registration made;
    made.account = read_account(in, user_type_names);
    made.password = read_password(in, made.account);
    made.account.is_staff = in.optional_boolean("is_staff").value_or(false);
    made.account.is_active = in.optional_boolean("is_active").value_or(true);
    in.ignore({"id", "is_superuser", "date_joined"});
    return made;
}

user_change decode_profile_change(json::object_decoder& in) {
    in.ignore({"id", "username", "user_type"});
    return read_common_change(in);
}

user_change decode_user_change(json::object_decoder& in) {
    in.ignore({"id", "is_superuser", "date_joined"});
    auto change = read_common_change(in);
    change.username = read_username(in);
    if (const auto type = in.optional_choice("user_type", user_type_names))
        change.user_type = parse_user_type(*type);
    change.is_staff = in.optional_boolean("is_staff");
    change.is_active = in.optional_boolean("is_active");
    return change;
}

} // namespace accounts
