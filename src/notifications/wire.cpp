#include "notifications/wire.hpp"

#include "json/decoder.hpp"
#include "json/text.hpp"
#include "notifications/service.hpp"

#include <fmt/format.h>

namespace notifications {
namespace {

boost::json::value time_json(const std::optional<base::instant>& at) {
    if (!at)
        return nullptr;
    return boost::json::string{base::to_rfc3339(*at)};
}

std::string date_text(std::chrono::year_month_day date) {
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

boost::json::object counts_json(const std::map<std::string, std::int64_t>& counts) {
    boost::json::object out;
    for (const auto& [key, count] : counts)
        out.emplace(key, count);
    return out;
}

} // namespace

boost::json::object to_json(const inbox_notice& shown) {
    return {{"id", shown.id.value()},
            {"user", shown.user.value()},
            {"user_username", shown.username},
            {"store", shown.store.value()},
            {"store_name", shown.store_name},
            {"flash_promo", shown.promo.value()},
            {"flash_promo_product_name", shown.product_name},
            {"notification_type", shown.kind},
            {"message", shown.message},
            {"sent_at", time_json(shown.sent_at)},
            {"delivery_status", shown.status},
            {"read_at", time_json(shown.read_at)}};
}

boost::json::object to_json(const store_stats& shown) {
    return {{"store_id", shown.store.id.value()},
            {"store_name", shown.store.name},
            {"period_days", shown.days},
            {"start_date", date_text(shown.from)},
            {"end_date", date_text(shown.through)},
            {"total_notifications_sent", shown.sent},
            {"notifications_by_status", counts_json(shown.by_status)},
            {"notifications_by_day", counts_json(shown.by_day)},
            {"notifications_by_type", counts_json(shown.by_kind)},
            {"unique_users_notified", shown.shoppers}};
}

std::expected<stats_query, http::response> decode_stats_query(const http::query& from) {
    stats_query query;
    json::field_errors errors;
    if (const auto text = from.find("days")) {
        const auto days = json::parse_integer(*text);
        if (!days)
            errors["days"].emplace_back("A valid integer is required.");
        else if (*days < 1)
            errors["days"].emplace_back("Ensure this value is greater than or equal to 1.");
        else if (*days > stats_days_max)
            errors["days"].push_back(
                fmt::format("Ensure this value is less than or equal to {}.", stats_days_max));
        else
            query.days = static_cast<std::int32_t>(*days);
    }
    if (const auto text = from.find("store")) {
        const auto id = json::parse_integer(*text);
        if (id)
            query.store = base::store_id{*id};
        else
            errors["store"].emplace_back("Enter a number.");
    }
    if (!errors.empty())
        return std::unexpected{http::invalid(errors)};
    return query;
}

} // namespace notifications
