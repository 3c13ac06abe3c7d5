#include "accounts/tokens.hpp"
#include "base/errors.hpp"

#include <cstddef>
#include <cstdint>

/// A token from the network is refused or, if it is signed, read; it never breaks anything.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const accounts::token_signer signer{"secret"};
    const base::instant now{std::chrono::seconds{1'800'000'000}};
    const auto claims = signer.verify({reinterpret_cast<const char*>(data), size}, now);
    if (claims)
        MARKETPLACE_ASSERT(claims->expires_at > now && claims->user.value() > 0);
    return 0;
}
