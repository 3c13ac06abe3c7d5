#pragma once

#include "notifications/push/p256.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace notifications::push {

inline constexpr std::size_t auth_secret_bytes = 16;
inline constexpr std::size_t salt_bytes = 16;
/// A push service must take 4,096 bytes; the header (86), the padding's delimiter and the tag (16)
/// are part of them.
inline constexpr std::size_t plaintext_bytes_max = 4096 - 86 - 1 - 16;

/// What a browser gave when it subscribed.
struct browser_keys {
    std::string point;       ///< "p256dh"
    std::string auth_secret; ///< "auth"
};

/// The body of a push message that only this browser can read: RFC 8291 over RFC 8188's aes128gcm,
/// one record. `point` must be of the curve, `plaintext` at most plaintext_bytes_max long.
std::string encrypt(const browser_keys& to, std::string_view plaintext);

/// The same with the sender's one-time key and the salt given.
std::string encrypt(const browser_keys& to, std::string_view plaintext, const p256_key& one_time,
                    std::string_view salt);

/// HKDF with SHA-256 (RFC 5869): `length` bytes, at most 32.
std::string hkdf(std::string_view salt, std::string_view secret, std::string_view info,
                 std::size_t length);

} // namespace notifications::push
