#pragma once

#include "base/clock.hpp"
#include "base/strong_id.hpp"

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace accounts {

enum class token_type : std::uint8_t { access, refresh };

std::string_view to_string(token_type type);

/// simplejwt's claims. `issued_at` and `expires_at` are whole seconds on the wire.
struct token_claims {
    token_type type = token_type::access;
    base::user_id user;
    /// 32 hexadecimal digits.
    std::string jti;
    base::instant issued_at;
    base::instant expires_at;
};

enum class token_error : std::uint8_t {
    invalid,    ///< not a token, another signature or algorithm, a claim is missing, or expired
    wrong_type, ///< an access token where a refresh token is due, or the reverse
};

/// simplejwt's words for it.
std::string_view message(token_error error);

/// Signs and checks HS256 JSON Web Tokens with the service's SECRET_KEY, as simplejwt does. The
/// same claims always give the same token. Thread-safe.
class token_signer {
public:
    static constexpr std::size_t token_bytes_max = 2048;

    explicit token_signer(std::string secret_key)
        : secret_key_{std::move(secret_key)} {}

    std::string sign(const token_claims& claims) const;

    /// Looks at nothing but the token and the time: whether a refresh token was revoked is another
    /// question.
    std::expected<token_claims, token_error> verify(std::string_view token,
                                                    base::instant now) const;
    std::expected<token_claims, token_error> verify(std::string_view token, token_type wanted,
                                                    base::instant now) const;

private:
    std::string secret_key_;
};

/// A new random token id.
std::string random_jti();

/// An access token for `user`, for tests and tools that know the SECRET_KEY.
std::string mint_access_token(const token_signer& signer, base::user_id user, base::instant now,
                              std::chrono::seconds lifetime = std::chrono::minutes{60});

} // namespace accounts
