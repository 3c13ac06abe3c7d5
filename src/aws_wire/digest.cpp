#include "aws_wire/digest.hpp"

#include "base/encoding.hpp"
#include "base/errors.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace aws_wire {
namespace {

std::string digest_hex(const EVP_MD* algorithm, std::string_view bytes) {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> out{};
    unsigned length = 0;
    const int ok = EVP_Digest(bytes.data(), bytes.size(), out.data(), &length, algorithm, nullptr);
    MARKETPLACE_ASSERT(ok == 1);
    return base::to_hex({out.data(), length});
}

} // namespace

std::string md5_hex(std::string_view bytes) {
    return digest_hex(EVP_md5(), bytes);
}

std::string sha256_hex(std::string_view bytes) {
    return digest_hex(EVP_sha256(), bytes);
}

sha256_value hmac_sha256(std::string_view key, std::string_view bytes) {
    sha256_value out{};
    unsigned length = 0;
    const auto* ok = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                          reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                          out.data(), &length);
    MARKETPLACE_ASSERT(ok != nullptr && length == out.size());
    return out;
}

} // namespace aws_wire
