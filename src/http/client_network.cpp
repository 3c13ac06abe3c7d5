#include "http/client_network.hpp"

#include <algorithm>

#include <boost/asio/ip/address.hpp>

namespace http {

std::string client_network(const std::string& address) {
    constexpr std::size_t text_max = 64;
    constexpr std::size_t network_bytes = 8;
    if (address.find(':') == std::string::npos)
        return address.substr(0, text_max);
    boost::system::error_code failed;
    const auto parsed = boost::asio::ip::make_address_v6(address, failed);
    if (failed)
        return address.substr(0, text_max);
    if (parsed.is_v4_mapped())
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, parsed).to_string();
    auto bytes = parsed.to_bytes();
    std::fill(bytes.begin() + network_bytes, bytes.end(), 0);
    return boost::asio::ip::address_v6{bytes}.to_string();
}

} // namespace http
