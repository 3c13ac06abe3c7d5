#pragma once

#include <string>

namespace http {

/// What clients are counted under: the address, and of an IPv6 address its /64, since who has one
/// of these has 2^64. At most 64 characters of what is no address.
std::string client_network(const std::string& address);

} // namespace http
