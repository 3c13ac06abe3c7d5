#include "notifications/docs.hpp"

#include "notifications/push/subscriptions.hpp"
#include "notifications/service.hpp"
#include "notifications/wire.hpp"

namespace notifications {
namespace {

using enum http::verb;

base::instant at(std::string_view text) {
    return base::parse_rfc3339(text).value();
}

inbox_notice sample() {
    return {.id = base::notification_id{21},
            .user = base::user_id{7},
            .username = "ana",
            .store = base::store_id{2},
            .store_name = "The corner",
            .promo = base::promo_id{3},
            .product_name = "Bread",
            .kind = "flash_promo",
            .message = "Bread at The corner for 7.50 USD, now and until 20:00.",
            .sent_at = at("2026-11-24T23:00:00Z"),
            .status = "delivered",
            .read_at = std::nullopt};
}

store_stats sample_stats() {
    return {.store = {.id = base::store_id{2},
                      .owner = base::user_id{7},
                      .name = "The corner",
                      .time_zone = "America/Bogota",
                      .today = std::chrono::year{2026} / 11 / 24},
            .days = 30,
            .from = std::chrono::year{2026} / 10 / 26,
            .through = std::chrono::year{2026} / 11 / 24,
            .sent = 120,
            .shoppers = 80,
            .by_status = {{"delivered", 120}},
            .by_day = {{"2026-11-24", 120}},
            .by_kind = {{"flash_promo", 120}}};
}

promo_funnel sample_funnel() {
    return {.promo = base::promo_id{3},
            .windows = {{.window = base::window_id{9},
                         .opens_at = at("2026-11-24T23:00:00Z"),
                         .closes_at = at("2026-11-25T01:00:00Z"),
                         .state = "open",
                         .stock = 20,
                         .steps = {100, 95, 40, 25, 18, 10, 1, 5}}}};
}

std::vector<http::documented_parameter> days() {
    return {{"days", "30 unless asked otherwise.",
             json::integer_schema({.min = 1, .max = stats_days_max})}};
}

void describe_figures(http::api_docs& docs) {
    auto of_store = days();
    of_store.push_back({"store", "One of one's stores; otherwise the first.", json::key_schema()});
    docs.describe(get, "/api/notifications/store_stats/",
                  {.summary = "Notices of one's store, counted",
                   .query = of_store,
                   .answer = {.name = "StoreStats", .example = to_json(sample_stats())},
                   .outcomes = {{404, "no_store"}}});
    docs.describe(get, "/api/notifications/all_stores_summary/",
                  {.summary = "Notices of every store, counted",
                   .query = http::page_parameters(days()),
                   .answer = {.name = "StoreSummary",
                              .example = to_json(
                                  store_summary{base::store_id{2}, "The corner", 120, 118, 80}),
                              .is_page = true}});
    docs.describe(get, "/api/flash-promos/{id}/stats/",
                  {.summary = "From who was matched to who came, of the newest windows",
                   .answer = {.name = "Funnel", .example = to_json(sample_funnel())}});
}

void describe_watches(http::api_docs& docs) {
    const http::documented_answer watching{
        .name = "Watch", .example = boost::json::object{{"promo", 3}, {"watching", true}}};
    auto made = watching;
    made.status = 201;
    docs.describe(get, "/api/flash-promos/{id}/watch/",
                  {.summary = "Whether one waits for a unit to return", .answer = watching});
    docs.describe(post, "/api/flash-promos/{id}/watch/",
                  {.summary = "Be told once when a unit returns",
                   .answer = made,
                   .outcomes = {{400, "not_active"}}});
    docs.describe(delete_, "/api/flash-promos/{id}/watch/",
                  {.summary = "Wait no more", .answer = {.status = 204}});
}

void describe_streams(http::api_docs& docs) {
    docs.describe(
        get, "/api/live/",
        {.summary = "What happens, as it happens: server-sent events",
         .text =
             "Events: `hello` (first; `resumed: false` means: read the lists anew), `window` "
             "(opened, edited, closed), `stock` (twice a second for a window at most; of a window "
             "the highest revision counts) and, signed in, `notice`. Send Last-Event-ID to go on. "
             "A window is heard of when any of the parameters fits it, or when there is none.",
         .query = {{"near", "\"latitude,longitude\" in degrees.", {{"type", "string"}}},
                   {"radius_m", "Metres around that point.", json::number_schema({1, 100'000})},
                   {"promo", "Ids, separated by commas.", {{"type", "string"}}},
                   {"store", "Ids, separated by commas.", {{"type", "string"}}}},
         .answer = {.media_type = "text/event-stream"}});
}

void describe_push(http::api_docs& docs) {
    docs.describe(
        post, "/api/notifications/push/",
        {.summary = "Let this browser be told while no page is open",
         .text = "The body is what PushSubscription.toJSON() gives; of one shopper the "
                 "newest ten browsers are kept.",
         .body =
             [](json::object_decoder& in) {
                 push::decode_subscription(in, push::service_rules{{}});
             },
         .answer = {.status = 201,
                    .name = "PushSubscription",
                    .example = {{"id", 4}, {"endpoint", "https://push.example.com/a1b2"}}}});
    docs.describe(delete_, "/api/notifications/push/{id}/",
                  {.summary = "Tell this browser nothing any more", .answer = {.status = 204}});
}

} // namespace

void describe_routes(http::api_docs& docs) {
    const http::documented_answer one{.name = "Notification", .example = to_json(sample())};
    auto page = one;
    page.is_page = true;
    docs.describe(get, "/api/notifications/",
                  {.summary = "Read one's inbox, newest first",
                   .query = http::page_parameters(
                       {{"unread", "Only what is not read yet.", json::boolean_schema()}}),
                   .search = "Words that are all in the message.",
                   .ordering = "`sent_at`, with a minus to turn it round.",
                   .answer = page});
    docs.describe(post, "/api/notifications/{id}/read/",
                  {.summary = "Mark a notice as read", .answer = one});
    docs.describe(post, "/api/notifications/read_all/",
                  {.summary = "Mark all notices as read; gives how many were not",
                   .answer = {.example = boost::json::object{{"read", 3}}}});
    describe_figures(docs);
    describe_watches(docs);
    describe_streams(docs);
    describe_push(docs);
}

} // namespace notifications
