#include "redis/address.hpp"

#include <charconv>
#include <optional>
#include <stdexcept>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace redis {
namespace {

constexpr int database_max = 65535;

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
    Number value{};
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::string_view view(boost::core::string_view text) {
    return {text.data(), text.size()};
}

int parse_database(const boost::urls::url_view& url) {
    std::string_view path = view(url.encoded_path());
    if (path.starts_with('/'))
        path.remove_prefix(1);
    if (path.empty())
        return 0;
    const auto number = parse_number<int>(path);
    if (!number || *number < 0 || *number > database_max) {
        throw std::invalid_argument{
            "a Redis address ends in the number of a database, as in redis://host:6379/0"};
    }
    return *number;
}

} // namespace

address address::parse(std::string_view text) {
    const auto parsed = boost::urls::parse_uri(boost::core::string_view{text.data(), text.size()});
    if (!parsed)
        throw std::invalid_argument{"not an address like redis://host:6379/0"};
    const auto& url = *parsed;

    address result;
    const auto scheme = view(url.scheme());
    if (scheme == "rediss") {
        result.tls = true;
    } else if (scheme != "redis") {
        throw std::invalid_argument{"a Redis address begins with redis:// or rediss://"};
    }
    if (!url.has_authority() || url.encoded_host_address().empty()) {
        throw std::invalid_argument{"a Redis address names a host, as in redis://host:6379/0"};
    }
    if (url.has_query() || url.has_fragment()) {
        throw std::invalid_argument{"a Redis address has no query and no fragment"};
    }
    result.host = url.host_address();
    if (url.has_port() && !url.port().empty()) {
        const auto port = parse_number<std::uint16_t>(view(url.port()));
        if (!port || *port == 0)
            throw std::invalid_argument{"the port of a Redis address is from 1 to 65535"};
        result.port = *port;
    }
    if (url.has_userinfo()) {
        result.user = url.user();
        result.password = url.password();
    }
    result.database = parse_database(url);
    return result;
}

} // namespace redis
