#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace base {

/// Cryptographically strong, from libsodium; thread-safe.
void fill_random(std::span<std::uint8_t> out);

/// A random UUID (version 4) in its 36-character form.
std::string random_uuid();

/// `bytes` random bytes as unpadded URL-safe base64.
std::string random_token(std::size_t bytes);

} // namespace base
