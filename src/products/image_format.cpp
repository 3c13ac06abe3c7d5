#include "products/image_format.hpp"

#include <cstddef>

namespace products {
namespace {

using namespace std::string_view_literals;

/// Reads numbers at places of a text; whoever calls it has seen that they are there.
struct reader {
    std::string_view bytes;

    bool has(std::size_t at, std::size_t count) const {
        return at <= bytes.size() && count <= bytes.size() - at;
    }
    std::uint32_t byte(std::size_t at) const { return static_cast<std::uint8_t>(bytes[at]); }
    std::uint32_t big(std::size_t at, std::size_t count) const {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < count; ++i)
            value = value << 8 | byte(at + i);
        return value;
    }
    std::uint32_t little(std::size_t at, std::size_t count) const {
        std::uint32_t value = 0;
        for (std::size_t i = count; i-- > 0;)
            value = value << 8 | byte(at + i);
        return value;
    }
};

std::optional<image_facts> sized(image_type type, std::uint32_t width, std::uint32_t height) {
    if (width == 0 || height == 0)
        return std::nullopt;
    return image_facts{type, width, height};
}

std::optional<image_facts> read_png(reader in) {
    if (!in.has(0, 24) || in.bytes.substr(12, 4) != "IHDR"sv)
        return std::nullopt;
    return sized(image_type::png, in.big(16, 4), in.big(20, 4));
}

bool is_frame_head(std::uint32_t marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/// From segment to segment until the frame's head.
std::optional<image_facts> read_jpeg(reader in) {
    std::size_t at = 2;
    while (in.has(at, 4)) {
        if (in.byte(at) != 0xff)
            return std::nullopt;
        const auto marker = in.byte(at + 1);
        if (marker == 0xff) { // padding
            ++at;
            continue;
        }
        const auto length = in.big(at + 2, 2);
        if (length < 2 || marker == 0xd9 || marker == 0xda)
            return std::nullopt;
        if (is_frame_head(marker)) {
            if (!in.has(at, 9))
                return std::nullopt;
            return sized(image_type::jpeg, in.big(at + 7, 2), in.big(at + 5, 2));
        }
        at += 2 + length;
    }
    return std::nullopt;
}

std::optional<image_facts> read_webp(reader in) {
    if (!in.has(0, 30))
        return std::nullopt;
    const auto chunk = in.bytes.substr(12, 4);
    if (chunk == "VP8X"sv)
        return sized(image_type::webp, in.little(24, 3) + 1, in.little(27, 3) + 1);
    if (chunk == "VP8L"sv && in.byte(20) == 0x2f) {
        const auto bits = in.little(21, 4);
        return sized(image_type::webp, (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
    }
    if (chunk == "VP8 "sv && in.bytes.substr(23, 3) == "\x9d\x01\x2a"sv)
        return sized(image_type::webp, in.little(26, 2) & 0x3fff, in.little(28, 2) & 0x3fff);
    return std::nullopt;
}

} // namespace

std::string_view content_type(image_type type) {
    switch (type) {
    case image_type::png:
        return "image/png";
    case image_type::jpeg:
        return "image/jpeg";
    case image_type::webp:
        return "image/webp";
    }
    return {};
}

std::string_view file_ending(image_type type) {
    switch (type) {
    case image_type::png:
        return "png";
    case image_type::jpeg:
        return "jpg";
    case image_type::webp:
        return "webp";
    }
    return {};
}

std::optional<image_facts> read_image_facts(std::string_view bytes) {
    if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv))
        return read_png({bytes});
    if (bytes.starts_with("\xff\xd8\xff"sv))
        return read_jpeg({bytes});
    if (bytes.starts_with("RIFF"sv) && bytes.substr(0, 12).ends_with("WEBP"sv))
        return read_webp({bytes});
    return std::nullopt;
}

} // namespace products
