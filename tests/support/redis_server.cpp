#include "support/redis_server.hpp"

#include <stdexcept>

#include <fmt/format.h>

namespace testing_support {

redis_server::redis_server(std::string password)
    : password_{std::move(password)}
    , process_{std::make_unique<server_process>(make_folder("marketplace-redis"), "TERM", "KILL")} {
    for (int attempt = 0;; ++attempt) {
        port_ = free_port();
        if (try_start())
            break;
        if (attempt == 5)
            throw std::runtime_error{"no port for redis-server"};
    }
}

bool redis_server::try_start() {
    return process_->start({"setpriv", "--pdeathsig=KILL", "redis-server", "--bind", "127.0.0.1",
                            "--port", std::to_string(port_), "--save", "", "--appendonly", "no",
                            "--requirepass", password_},
                           "Ready to accept connections", "Address already in use");
}

void redis_server::start() {
    if (!try_start())
        throw std::runtime_error{"redis-server did not come back:\n" + process_->log()};
}

std::string redis_server::url(int database) const {
    const auto login = password_.empty() ? "" : fmt::format(":{}@", password_);
    return fmt::format("redis://{}127.0.0.1:{}/{}", login, port_, database);
}

redis_server& private_redis() {
    static redis_server server;
    return server;
}

} // namespace testing_support
