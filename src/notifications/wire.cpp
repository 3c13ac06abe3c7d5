#include "notifications/wire.hpp"

#include "http/query_decoder.hpp"
#include "json/decoder.hpp"
#include "notifications/service.hpp"

#include <array>

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

struct funnel_step {
    std::string_view name;
    std::int64_t funnel::* step;
};

constexpr std::array funnel_steps{
    funnel_step{"matched", &funnel::matched},     funnel_step{"notified", &funnel::notified},
    funnel_step{"opened", &funnel::opened},       funnel_step{"held", &funnel::held},
    funnel_step{"bought", &funnel::bought},       funnel_step{"redeemed", &funnel::redeemed},
    funnel_step{"cancelled", &funnel::cancelled}, funnel_step{"expired", &funnel::expired}};

void add_steps(boost::json::object& out, const funnel& steps) {
    for (const auto& [name, step] : funnel_steps)
        out[name] = steps.*step;
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

boost::json::object to_json(const promo_funnel& shown) {
    funnel total;
    boost::json::array windows;
    for (const auto& one : shown.windows) {
        for (const auto& [name, step] : funnel_steps)
            total.*step += one.steps.*step;
        boost::json::object window{{"window", one.window.value()},
                                   {"opens_at", base::to_rfc3339(one.opens_at)},
                                   {"closes_at", base::to_rfc3339(one.closes_at)},
                                   {"state", one.state},
                                   {"stock", one.stock}};
        add_steps(window, one.steps);
        windows.push_back(std::move(window));
    }
    boost::json::object out{{"promo", shown.promo.value()}};
    add_steps(out, total);
    out["windows"] = std::move(windows);
    return out;
}

boost::json::object to_json(const store_summary& shown) {
    return {{"store_id", shown.store.value()},
            {"store_name", shown.name},
            {"total_notifications_sent", shown.sent},
            {"total_notifications_delivered", shown.delivered},
            {"unique_users_notified", shown.shoppers}};
}

std::expected<stats_query, http::response> decode_stats_query(const http::query& from) {
    http::query_decoder in{from};
    stats_query query;
    query.store = in.id<base::store_id>("store");
    if (const auto days = in.integer("days", {.min = 1, .max = stats_days_max}))
        query.days = static_cast<std::int32_t>(*days);
    return in.finish(query);
}

} // namespace notifications
