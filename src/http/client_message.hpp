#pragma once

#include "http/client.hpp"

#include <string>
#include <string_view>

namespace http {

/// Where a URL points to.
struct client_target {
    std::string host; ///< a name, or an address without brackets
    std::string port; ///< in digits
    bool tls = false;
    std::string host_header; ///< "host" or "host:port" when the port is not the scheme's
    std::string target;      ///< path and query

    std::string authority() const { return host + ':' + port; }
};

/// Throws std::invalid_argument for what is no http or https URL.
client_target parse_url(std::string_view url);

/// The request's head. Throws std::invalid_argument when a field would break it apart.
std::string write_head(const client_request& what, const client_target& to);

} // namespace http
