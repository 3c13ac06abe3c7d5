#pragma once

#include "accounts/idempotency.hpp"
#include "accounts/login_attempts.hpp"
#include "accounts/service.hpp"
#include "app/live_channel.hpp"
#include "app/role.hpp"
#include "app/website/website.hpp"
#include "async/task_group.hpp"
#include "http/admission.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "notifications/live/hub.hpp"
#include "notifications/live/seats.hpp"
#include "notifications/push/subscriptions.hpp"
#include "notifications/service.hpp"
#include "postgres/pool.hpp"
#include "products/images.hpp"
#include "products/service.hpp"
#include "promos/board.hpp"
#include "promos/service.hpp"
#include "redis/client.hpp"
#include "reservations/desk.hpp"
#include "reservations/service.hpp"
#include "stores/service.hpp"

#include <vector>

namespace app {

/// What the shards of one `web` process share. All of it may be used from any thread.
struct web_shared {
    const role_context& context;
    accounts::password_hasher& hasher;
    const accounts::token_signer& signer;
    promos::board& board;
    live_channel& live;
    notifications::live::seats& live_seats;
    const map_tiles& tiles;
    const std::vector<http::static_file>& website;
};

/// Everything that one I/O thread of `web` works with, in the order in which it starts. All calls
/// on its thread.
class web_shard {
public:
    web_shard(boost::asio::any_io_executor executor, const web_shared& shared);

    reservations::desk& desk() { return desk_; }
    notifications::live::hub& streams() { return streams_; }
    const http::router& routes() const { return routes_; }

    /// `desks` are those of all shards, in their order.
    async::task<> start(std::vector<reservations::desk*> desks);
    async::task<> stop(async::deadline until);

private:
    void register_routes();
    void publish(const reservations::counters_changed& changed);

    const web_shared& shared_;
    base::logger log_;
    postgres::pool pool_;
    redis::client redis_;
    accounts::service accounts_;
    accounts::idempotency repeats_;
    accounts::login_attempts login_attempts_;
    stores::service stores_;
    products::service products_;
    products::images images_;
    promos::service promos_;
    reservations::desk desk_;
    reservations::service reservations_;
    notifications::service notifications_;
    notifications::push::service_rules push_services_;
    notifications::live::hub streams_;
    http::router routes_;
    http::admission admission_;
    http::server server_;
    async::task_group publishing_;
    async::task_group sharing_;
    stop_list stops_;
};

} // namespace app
