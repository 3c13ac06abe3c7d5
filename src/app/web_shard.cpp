#include "app/web_shard.hpp"

#include "accounts/authenticator.hpp"
#include "accounts/routes.hpp"
#include "app/api_schema.hpp"
#include "app/commands/database.hpp"
#include "app/role_health.hpp"
#include "app/throttle_sharing.hpp"
#include "notifications/live/routes.hpp"
#include "notifications/push/routes.hpp"
#include "notifications/push/vapid.hpp"
#include "notifications/routes.hpp"
#include "products/file_routes.hpp"
#include "products/routes.hpp"
#include "promos/counters_message.hpp"
#include "promos/routes.hpp"
#include "reservations/routes.hpp"
#include "stores/routes.hpp"

#include <chrono>

namespace app {

namespace {

// While Redis is slow, more counters than this are not worth telling: boards read them themselves
// every 2 s.
constexpr std::size_t publishing_max = 256;

accounts::token_config tokens(const settings& with) {
    accounts::token_config config;
    config.access_lifetime =
        std::chrono::duration_cast<std::chrono::seconds>(with.access_token_lifetime);
    config.refresh_lifetime =
        std::chrono::duration_cast<std::chrono::seconds>(with.refresh_token_lifetime);
    return config;
}

accounts::login_attempt_limits login_limits(const settings& with) {
    return {with.login_failures_per_account, with.login_failures_per_address,
            std::chrono::duration_cast<std::chrono::seconds>(with.login_failures_period)};
}

http::admission_rates admission_rates(const settings& with) {
    return {.user = {with.throttle_user_per_minute}, .address = {with.throttle_address_per_minute}};
}

http::server_options server_options(const web_shared& shared, http::admission& admission) {
    const auto& with = shared.context.with;
    http::server_options options;
    options.admission = &admission;
    options.address = with.web_host;
    options.port = static_cast<std::uint16_t>(with.web_port);
    options.limits.connections_max = static_cast<std::size_t>(with.web_connections_max);
    if (!with.debug)
        options.allowed_hosts = with.allowed_hosts;
    options.cors_allowed_origins = with.cors_allowed_origins;
    options.show_errors = with.debug;
    options.trust_forwarded = with.trust_forwarded;
    options.page_of_nothing = page_of_nothing(shared.website);
    return options;
}

notifications::live::hub_config live_streams(const settings& with) {
    notifications::live::hub_config config;
    config.lifetime = std::chrono::duration_cast<std::chrono::seconds>(with.live_stream_lifetime);
    return config;
}

/// Nothing when the board does not know: then the service asks the database.
std::optional<base::window_id> open_window(const web_shared& shared, base::promo_id promo) {
    const auto snapshot = shared.board.snapshot();
    const auto* open = snapshot->open_window_of(promo, shared.context.clock.now());
    if (!open)
        return std::nullopt;
    return open->window.window;
}

} // namespace

web_shard::web_shard(boost::asio::any_io_executor executor, const web_shared& shared)
    : shared_{shared}
    , log_{shared.context.log}
    , pool_{executor, serving_connection(shared.context.with), log_, shared.context.metrics}
    , redis_{executor, redis::address::parse(shared.context.with.redis_url), log_}
    , accounts_{pool_,
                shared.hasher,
                shared.signer,
                shared.context.clock,
                shared.context.metrics,
                tokens(shared.context.with)}
    , repeats_{pool_, shared.context.with.secret_key}
    , login_attempts_{redis_, pool_, login_limits(shared.context.with), log_}
    , stores_{pool_}
    , products_{pool_}
    , images_{pool_, products_}
    , promos_{pool_}
    , desk_{executor, pool_, log_, shared.context.metrics}
    , reservations_{desk_, pool_,
                    [&shared](base::promo_id promo) { return open_window(shared, promo); }}
    , notifications_{pool_}
    , push_services_{shared.context.with.web_push_services}
    , streams_{executor,
               pool_,
               shared.context.clock,
               log_,
               shared.context.metrics,
               live_streams(shared.context.with)}
    , admission_{admission_rates(shared.context.with), shared.context.clock}
    , server_{executor, server_options(shared, admission_),
              routes_,  accounts::make_authenticator(pool_, shared.signer, shared.context.clock),
              log_,     shared.context.metrics}
    , publishing_{executor, log_}
    , sharing_{executor, log_} {
    register_routes();
    desk_.on_counters_changed(
        [this](const reservations::counters_changed& changed) { publish(changed); });
}

void web_shard::register_routes() {
    http::register_health_routes(routes_,
                                 {not_stopping(shared_.context.stopping), postgres_answers(pool_)},
                                 shared_.context.metrics);
    accounts::register_routes(routes_, accounts_, repeats_, login_attempts_,
                              {.cookie_secure = !shared_.context.with.debug});
    stores::register_routes(routes_, stores_, repeats_);
    products::register_routes(routes_, products_, repeats_);
    products::register_file_routes(routes_, products_, images_, repeats_,
                                   {.image_bytes_max = static_cast<std::size_t>(
                                        shared_.context.with.product_image_bytes_max)});
    promos::register_routes(routes_, promos_, shared_.board, repeats_, shared_.context.clock);
    reservations::register_routes(routes_, reservations_);
    notifications::register_routes(routes_, notifications_, repeats_);
    notifications::live::register_routes(routes_, streams_, shared_.live_seats);
    notifications::push::register_routes(routes_, repeats_, push_services_);
    register_website(routes_, shared_.website, shared_.tiles,
                     notifications::push::vapid{shared_.context.with.secret_key, {}}.public_key());
    register_schema_routes(routes_); // last: they tell of all the others
}

void web_shard::publish(const reservations::counters_changed& changed) {
    const promos::counters_message message{changed.window, changed.revision, changed.left};
    shared_.board.apply_counters(changed.window, changed.revision, changed.left);
    shared_.live.post(message);
    if (publishing_.size() >= publishing_max)
        return;
    publishing_.spawn("publish counters", promos::publish(redis_, message));
}

async::task<> web_shard::start(std::vector<reservations::desk*> desks) {
    stops_.push("postgres", [this](async::deadline) { return pool_.close(); });
    stops_.push("redis", [this](async::deadline) { return redis_.close(); });
    stops_.push("publishing", [this](async::deadline) { return publishing_.join(); });
    sharing_.spawn("share throttles", share_throttles(admission_, redis_));
    stops_.push("throttles", [this](async::deadline) {
        sharing_.cancel();
        return sharing_.join();
    });
    desk_.share_with(std::move(desks));
    stops_.push("desk", [this](async::deadline) { return desk_.close(); });
    streams_.start();
    stops_.push("live streams", [this](async::deadline) { return streams_.close(); });
    server_.start();
    stops_.push("server", [this](async::deadline until) { return server_.stop(until); });
    co_return;
}

async::task<> web_shard::stop(async::deadline until) {
    co_await stops_.run(until, log_);
}

} // namespace app
