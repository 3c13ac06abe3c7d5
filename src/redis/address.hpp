#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace redis {

/// From redis://[[user]:password@]host[:port][/db]; rediss:// for TLS.
struct address {
    std::string host = "localhost";
    std::uint16_t port = 6379;
    std::string user;
    std::string password;
    int database = 0;
    bool tls = false;

    /// User and password are percent-decoded. Throws std::invalid_argument that says what is wrong,
    /// and never repeats the password.
    static address parse(std::string_view url);
};

} // namespace redis
