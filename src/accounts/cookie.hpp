#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace accounts {

/// The refresh token's cookie. Scripts cannot read it, other sites cannot send it, and it counts
/// only together with the header X-Token-Cookie, which a form of another site cannot set.
inline constexpr std::string_view refresh_cookie = "refresh_token";

/// The value of the cookie `name` in a Cookie header.
std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name);

/// A Set-Cookie value. `secure`: over HTTPS only.
std::string set_refresh_cookie(std::string_view token, std::chrono::seconds lifetime, bool secure);
std::string clear_refresh_cookie(bool secure);

} // namespace accounts
