#pragma once

#include "app/stack/child_process.hpp"
#include "async/deadline.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace app {

/// A private redis-server of the installed package, on 127.0.0.1, with a password and an
/// append-only file.
class redis_server {
public:
    struct options {
        std::filesystem::path folder;
        std::uint16_t port = 0;
        std::string password;
        std::optional<unix_account> run_as;
    };

    /// Throws failure when redis-server is not installed.
    explicit redis_server(options with);

    program server() const;

    /// Until it answers PING, which it does when it has loaded its data; base::deadline_exceeded
    /// otherwise.
    async::task<> wait_ready(async::deadline until) const;

private:
    options with_;
};

} // namespace app
