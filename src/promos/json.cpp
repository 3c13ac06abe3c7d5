#include "promos/json.hpp"

#include <algorithm>

#include <boost/json/array.hpp>

namespace promos {
namespace {

constexpr std::int64_t stock_max = 1'000'000;
constexpr std::int64_t max_per_user_max = 1000;
constexpr std::int64_t hold_seconds_max = 86'400;
constexpr std::int64_t radius_m_min = 50;
constexpr std::int64_t radius_m_max = 50'000;

std::string time_text(std::chrono::seconds of_day) {
    const auto total = of_day.count();
    return fmt::format("{:02}:{:02}:{:02}", total / 3600, total / 60 % 60, total % 60);
}

boost::json::value date_json(const std::optional<std::chrono::year_month_day>& date) {
    if (!date)
        return nullptr;
    return boost::json::string{fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date->year()),
                                           static_cast<unsigned>(date->month()),
                                           static_cast<unsigned>(date->day()))};
}

boost::json::value window_json(const std::optional<current_window>& window, bool live) {
    if (!window)
        return nullptr;
    return boost::json::object{
        {"id", window->id.value()},
        {"opens_at", base::to_rfc3339(window->opens_at)},
        {"closes_at", base::to_rfc3339(window->closes_at)},
        {"state", live ? "open" : "scheduled"},
        {"stock", window->stock},
        {"left", window->left()},
        {"version", window->version},
    };
}

void read_weekdays(json::object_decoder& from, promo_fields& fields) {
    const auto days = from.optional_integers("weekdays", {.min = 1, .max = 7}, 7);
    if (!days)
        return;
    if (days->empty()) {
        from.fail("weekdays", "This list may not be empty.");
        return;
    }
    fields.weekdays.assign(days->begin(), days->end());
    std::ranges::sort(fields.weekdays);
    const auto [first, last] = std::ranges::unique(fields.weekdays);
    fields.weekdays.erase(first, last);
}

void read_dates(json::object_decoder& from, promo_fields& fields) {
    if (const auto date = from.optional_date("starts_on"))
        fields.starts_on = date;
    if (const auto date = from.optional_date("ends_on")) {
        fields.ends_on = date;
    } else if (from.is_null("ends_on")) {
        fields.ends_on.reset();
    }
    if (fields.starts_on && fields.ends_on && *fields.ends_on < *fields.starts_on) {
        from.fail("ends_on", "The last date must not be before the first.");
    }
}

void read_integer(json::object_decoder& from, std::string_view key, std::int64_t min,
                  std::int64_t max, std::int32_t& into) {
    if (const auto value = from.optional_integer(key, {.min = min, .max = max})) {
        into = static_cast<std::int32_t>(*value);
    }
}

} // namespace

boost::json::object to_json(const promo_fields& from) {
    boost::json::array segments;
    for (const auto& name : from.segments.names())
        segments.emplace_back(name);
    return {
        {"product", from.product.value()},
        {"promo_price", from.promo_price.to_string()},
        {"start_time", time_text(from.start_time)},
        {"end_time", time_text(from.end_time)},
        {"eligible_segments", std::move(segments)},
        {"is_active", from.is_active},
        {"starts_on", date_json(from.starts_on)},
        {"ends_on", date_json(from.ends_on)},
        {"weekdays", boost::json::array(from.weekdays.begin(), from.weekdays.end())},
        {"stock", from.stock},
        {"max_per_user", from.max_per_user},
        {"hold_seconds", from.hold_seconds},
        {"radius_m", from.radius_m},
    };
}

boost::json::object to_json(const promo& from) {
    boost::json::object made{{"id", from.id.value()}};
    for (auto& [key, value] : to_json(from.fields)) {
        made[key] = std::move(value);
        if (key == "is_active") {
            made["created_at"] = base::to_rfc3339(from.created_at);
            made["updated_at"] = base::to_rfc3339(from.updated_at);
        }
    }
    made["status"] = from.status;
    made["current_window"] = window_json(from.window, from.status == "live");
    return made;
}

boost::json::object to_json(const promo_window& from) {
    const auto optional = [](const auto& value) -> boost::json::value {
        if (!value)
            return nullptr;
        return boost::json::string{*value};
    };
    boost::json::value released_at;
    if (from.released_at)
        released_at = base::to_rfc3339(*from.released_at);
    return {
        {"id", from.id.value()},
        {"opens_on", date_json(from.opens_on)},
        {"opens_at", base::to_rfc3339(from.opens_at)},
        {"closes_at", base::to_rfc3339(from.closes_at)},
        {"state", from.state},
        {"skip_reason", optional(from.skip_reason)},
        {"promo_price", from.price.to_string()},
        {"stock", from.stock},
        {"held", from.held},
        {"sold", from.sold},
        {"left", from.stock - from.held - from.sold},
        {"version", from.version},
        {"released_at", std::move(released_at)},
    };
}

boost::json::object to_json(const preview& from) {
    boost::json::array openings;
    for (const auto& one : from.openings) {
        openings.push_back({
            {"opens_at", base::to_rfc3339(one.opens_at)},
            {"closes_at", base::to_rfc3339(one.closes_at)},
            {"state", one.state},
            {"skip_reason",
             one.skip_reason ? boost::json::value(*one.skip_reason) : boost::json::value{}},
        });
    }
    return {{"time_zone", from.time_zone},
            {"openings", std::move(openings)},
            {"shoppers_in_reach", from.shoppers_in_reach},
            {"shoppers_in_reach_max", reach_max}};
}

promo_fields read_fields(json::object_decoder& from, promo_fields base) {
    from.ignore({"id", "created_at", "updated_at", "status", "current_window"});
    from.refuse_null({"eligible_segments", "is_active", "starts_on", "weekdays", "stock",
                      "max_per_user", "hold_seconds", "radius_m"});
    if (const auto id = from.required_key("product")) {
        base.product = base::product_id{*id};
    }
    if (const auto price = from.required_money("promo_price"))
        base.promo_price = *price;
    const auto start = from.required_time_of_day("start_time");
    const auto end = from.required_time_of_day("end_time");
    base.start_time = start.value_or(base.start_time);
    base.end_time = end.value_or(base.end_time);
    if ((start || end) && base.start_time == base.end_time) {
        from.fail("end_time", "The end must differ from the start.");
    }
    if (const auto names = from.optional_choices("eligible_segments", segment_names)) {
        base.segments = segment_set::from_names(*names);
    }
    if (const auto active = from.optional_boolean("is_active"))
        base.is_active = *active;
    read_dates(from, base);
    read_weekdays(from, base);
    read_integer(from, "stock", 1, stock_max, base.stock);
    read_integer(from, "max_per_user", 1, max_per_user_max, base.max_per_user);
    read_integer(from, "hold_seconds", 1, hold_seconds_max, base.hold_seconds);
    read_integer(from, "radius_m", radius_m_min, radius_m_max, base.radius_m);
    return base;
}

} // namespace promos
