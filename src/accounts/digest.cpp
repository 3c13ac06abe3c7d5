#include "accounts/digest.hpp"

#include "base/encoding.hpp"

#include <sodium.h>

namespace accounts {

std::string digest(std::string_view text) {
    std::string out(crypto_generichash_BYTES, '\0');
    const auto bytes = base::as_bytes(text);
    crypto_generichash(reinterpret_cast<unsigned char*>(out.data()), out.size(), bytes.data(),
                       bytes.size(), nullptr, 0);
    return out;
}

} // namespace accounts
