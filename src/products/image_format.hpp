#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace products {

enum class image_type : std::uint8_t { png, jpeg, webp };

std::string_view content_type(image_type type);
/// "png", "jpg", "webp".
std::string_view file_ending(image_type type);

struct image_facts {
    image_type type{};
    std::uint32_t width = 0;
    std::uint32_t height = 0;

    friend bool operator==(const image_facts&, const image_facts&) = default;
};

/// What the bytes say of themselves, whatever a client calls them: PNG, JPEG or WebP by their
/// signature, with the size that their head gives. Nothing for anything else. The picture itself is
/// not decoded.
std::optional<image_facts> read_image_facts(std::string_view bytes);

} // namespace products
