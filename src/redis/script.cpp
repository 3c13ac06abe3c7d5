#include "redis/script.hpp"

#include "base/encoding.hpp"

#include <array>
#include <cstdint>
#include <stdexcept>
#include <utility>

#include <openssl/evp.h>

namespace redis {

script::script(std::string text)
    : text_{std::move(text)} {
    std::array<std::uint8_t, 20> digest{};
    unsigned size = 0;
    if (EVP_Digest(text_.data(), text_.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1) {
        throw std::runtime_error{"SHA-1 is not available"};
    }
    sha1_ = base::to_hex(digest);
}

} // namespace redis
