#include "accounts/cookie.hpp"

#include "json/text.hpp"

#include <fmt/format.h>

namespace accounts {

std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name) {
    while (!header.empty()) {
        const auto end = std::min(header.find(';'), header.size());
        const auto pair = json::trimmed(header.substr(0, end));
        header.remove_prefix(std::min(end + 1, header.size()));
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name)
            return pair.substr(equals + 1);
    }
    return std::nullopt;
}

std::string set_refresh_cookie(std::string_view token, std::chrono::seconds lifetime, bool secure) {
    return fmt::format("{}={}; Max-Age={}; Path=/api/; HttpOnly; SameSite=Strict{}", refresh_cookie,
                       token, lifetime.count(), secure ? "; Secure" : "");
}

std::string clear_refresh_cookie(bool secure) {
    return set_refresh_cookie("", std::chrono::seconds{0}, secure);
}

} // namespace accounts
