#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace accounts {

inline constexpr std::size_t username_length_max = 150;
inline constexpr std::size_t email_length_max = 254;
inline constexpr std::size_t password_length_max = 128;

/// What Django says against a user name: only letters, digits and @.+-_ are good. Nothing when it
/// is good.
std::optional<std::string> username_error(std::string_view username);

/// What Django says against an e-mail address. A practical subset of RFC 5321: no quoted local
/// parts, no address literals.
std::optional<std::string> email_error(std::string_view email);

} // namespace accounts
