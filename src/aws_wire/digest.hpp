#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace aws_wire {

using sha256_value = std::array<std::uint8_t, 32>;

/// Lower-case hexadecimal, as AWS writes both.
std::string md5_hex(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);

sha256_value hmac_sha256(std::string_view key, std::string_view bytes);

} // namespace aws_wire
