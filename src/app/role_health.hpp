#pragma once

#include "app/role.hpp"
#include "http/health.hpp"
#include "http/server.hpp"
#include "postgres/pool.hpp"
#include "redis/client.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace app {

// What /readyz asks. Each argument outlives the router.
http::health_check not_stopping(const std::atomic<bool>& stopping);
http::health_check postgres_answers(postgres::pool& pool);
http::health_check redis_answers(redis::client& client);

/// /livez, /readyz and /metrics of a role that has no port of its own; does nothing on port 0.
class health_server {
public:
    health_server(const role_context& context, std::int64_t port,
                  std::vector<http::health_check> checks);

    /// Throws boost::system::system_error when the port cannot be had.
    void start();
    async::task<> stop(async::deadline until);

private:
    http::router routes_;
    std::optional<http::server> server_;
};

} // namespace app
