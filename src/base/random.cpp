#include "base/random.hpp"

#include "base/encoding.hpp"

#include <array>
#include <vector>

#include <fmt/format.h>
#include <sodium.h>

namespace base {

void fill_random(std::span<std::uint8_t> out) {
    randombytes_buf(out.data(), out.size());
}

std::string random_uuid() {
    std::array<std::uint8_t, 16> b{};
    fill_random(b);
    b[6] = static_cast<std::uint8_t>((b[6] & 0x0f) | 0x40);
    b[8] = static_cast<std::uint8_t>((b[8] & 0x3f) | 0x80);
    const auto hex = to_hex(b);
    const std::string_view h{hex};
    return fmt::format("{}-{}-{}-{}-{}", h.substr(0, 8), h.substr(8, 4), h.substr(12, 4),
                       h.substr(16, 4), h.substr(20));
}

std::string random_token(std::size_t bytes) {
    std::vector<std::uint8_t> raw(bytes);
    fill_random(raw);
    return to_base64url({reinterpret_cast<const char*>(raw.data()), raw.size()});
}

} // namespace base
