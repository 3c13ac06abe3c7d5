#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <openssl/types.h>

namespace notifications::push {

/// Bytes of a scalar, of a coordinate, and of what two keys agree on.
inline constexpr std::size_t p256_scalar_bytes = 32;
/// 0x04, then both coordinates.
inline constexpr std::size_t p256_point_bytes = 65;

/// Whether `bytes` are an uncompressed point of the curve.
bool is_p256_point(std::string_view bytes);

/// A private key of the curve P-256, by OpenSSL.
class p256_key {
public:
    static p256_key random();
    /// Nothing unless `scalar` is 32 bytes, above zero and below the curve's order.
    static std::optional<p256_key> from_scalar(std::string_view scalar);

    /// The uncompressed point.
    const std::string& public_point() const { return public_point_; }

    /// ECDH: the 32 bytes that the owner of `point` comes to as well. Nothing when it is no point.
    std::optional<std::string> agree(std::string_view point) const;

    /// ES256 (RFC 7518): 64 bytes, r then s, over the SHA-256 of `text`.
    std::string sign(std::string_view text) const;

private:
    struct free_key {
        void operator()(EVP_PKEY* key) const;
    };
    using handle = std::unique_ptr<EVP_PKEY, free_key>;

    p256_key(handle key, std::string public_point)
        : key_{std::move(key)}
        , public_point_{std::move(public_point)} {}

    static handle load(std::string_view public_point, std::string_view scalar);

    handle key_;
    std::string public_point_;
};

} // namespace notifications::push
