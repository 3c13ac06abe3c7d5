#pragma once

#include "support/process.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace testing_support {

/// A private redis-server on a free port of 127.0.0.1, in memory only.
class redis_server {
public:
    explicit redis_server(std::string password = {});

    std::uint16_t port() const { return port_; }
    /// redis://[:password@]127.0.0.1:port/database
    std::string url(int database = 0) const;

    void stop() { process_->stop(); }
    void crash() { process_->crash(); }
    /// Again on the same port, empty.
    void start();
    /// As of server_process.
    void pause() { process_->pause(); }
    void resume() { process_->resume(); }

private:
    bool try_start();

    std::string password_;
    std::unique_ptr<server_process> process_;
    std::uint16_t port_ = 0;
};

/// The test process's server, started by the first call and removed at exit. Call it on the main
/// thread.
redis_server& private_redis();

} // namespace testing_support
