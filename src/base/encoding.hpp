#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace base {

std::string to_hex(std::span<const std::uint8_t> bytes);
/// Standard alphabet, padded.
std::string to_base64(std::string_view bytes);
/// Nothing when `text` is not padded standard base64.
std::optional<std::string> from_base64(std::string_view text);
/// URL-safe alphabet, unpadded, as in JWT.
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

/// The bytes of a string, for interfaces that speak of bytes.
inline std::span<const std::uint8_t> as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// True when both are equal; takes as long for any two strings of one length.
bool equal_in_constant_time(std::string_view a, std::string_view b);

} // namespace base
