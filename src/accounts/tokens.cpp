#include "accounts/tokens.hpp"

#include "base/encoding.hpp"
#include "base/errors.hpp"
#include "base/random.hpp"
#include "json/text.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <new>
#include <optional>

extern "C" {
#include <jwt.h>
}

namespace accounts {
namespace {

struct free_jwt {
    void operator()(jwt_t* jwt) const { jwt_free(jwt); }
};
using jwt_handle = std::unique_ptr<jwt_t, free_jwt>;

struct free_text {
    void operator()(char* text) const { std::free(text); }
};

/// Whole seconds; nothing when the claim is missing or no integer.
std::optional<std::int64_t> integer_claim(jwt_t* jwt, const char* name) {
    errno = 0;
    const std::int64_t value = jwt_get_grant_int(jwt, name);
    if (errno != 0)
        return std::nullopt;
    return value;
}

/// simplejwt wrote integers up to version 5.4 and writes text since.
std::optional<base::user_id> user_claim(jwt_t* jwt) {
    auto id = integer_claim(jwt, "user_id");
    if (!id || *id == 0) { // libjwt gives 0 for text
        const char* text = jwt_get_grant(jwt, "user_id");
        if (text)
            id = json::parse_integer(text);
    }
    if (!id || *id <= 0)
        return std::nullopt;
    return base::user_id{*id};
}

std::optional<token_type> type_claim(jwt_t* jwt) {
    const char* text = jwt_get_grant(jwt, "token_type");
    if (!text)
        return std::nullopt;
    for (const auto type : {token_type::access, token_type::refresh}) {
        if (to_string(type) == text)
            return type;
    }
    return std::nullopt;
}

std::int64_t to_seconds(base::instant at) {
    return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}

base::instant from_seconds(std::int64_t seconds) {
    return base::instant{std::chrono::seconds{seconds}};
}

/// Up to the year 9999: nothing overflows below it.
constexpr std::int64_t seconds_max = 253'402'300'799;

bool could_be_token(std::string_view text) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
    return !text.empty() && text.size() <= token_signer::token_bytes_max &&
           text.find_first_not_of(alphabet) == std::string_view::npos;
}

const unsigned char* key_bytes(const std::string& key) {
    return base::as_bytes(key).data();
}

} // namespace

std::string_view to_string(token_type type) {
    switch (type) {
    case token_type::access:
        return "access";
    case token_type::refresh:
        return "refresh";
    }
    return {};
}

std::string_view message(token_error error) {
    switch (error) {
    case token_error::invalid:
        return "Token is invalid or expired";
    case token_error::wrong_type:
        return "Token has wrong type";
    }
    return {};
}

std::string token_signer::sign(const token_claims& claims) const {
    jwt_t* raw = nullptr;
    if (jwt_new(&raw) != 0)
        throw std::bad_alloc{};
    const jwt_handle jwt{raw};
    const std::string type{to_string(claims.type)};
    const bool good = jwt_add_grant(raw, "token_type", type.c_str()) == 0 &&
                      jwt_add_grant_int(raw, "exp", to_seconds(claims.expires_at)) == 0 &&
                      jwt_add_grant_int(raw, "iat", to_seconds(claims.issued_at)) == 0 &&
                      jwt_add_grant(raw, "jti", claims.jti.c_str()) == 0 &&
                      jwt_add_grant_int(raw, "user_id", claims.user.value()) == 0 &&
                      jwt_set_alg(raw, JWT_ALG_HS256, key_bytes(secret_key_),
                                  static_cast<int>(secret_key_.size())) == 0;
    MARKETPLACE_ASSERT(good);
    const std::unique_ptr<char, free_text> text{jwt_encode_str(raw)};
    if (!text)
        throw std::bad_alloc{};
    return text.get();
}

std::expected<token_claims, token_error> token_signer::verify(std::string_view token,
                                                              base::instant now) const {
    constexpr auto invalid = std::unexpected{token_error::invalid};
    if (!could_be_token(token))
        return invalid;

    jwt_t* raw = nullptr;
    const std::string text{token};
    // With a key given, libjwt refuses "alg": "none" and compares signatures in constant time.
    if (jwt_decode(&raw, text.c_str(), key_bytes(secret_key_),
                   static_cast<int>(secret_key_.size())) != 0)
        return invalid;
    const jwt_handle jwt{raw};
    if (jwt_get_alg(raw) != JWT_ALG_HS256)
        return invalid;

    const auto expires_at = integer_claim(raw, "exp");
    const auto user = user_claim(raw);
    const auto type = type_claim(raw);
    const char* jti = jwt_get_grant(raw, "jti");
    if (!expires_at || *expires_at < 0 || *expires_at > seconds_max || !user || !type || !jti)
        return invalid;
    if (from_seconds(*expires_at) <= now)
        return invalid;

    const auto issued_at = integer_claim(raw, "iat").value_or(0);
    if (issued_at < 0 || issued_at > seconds_max)
        return invalid;
    return token_claims{*type, *user, jti, from_seconds(issued_at), from_seconds(*expires_at)};
}

std::expected<token_claims, token_error>
token_signer::verify(std::string_view token, token_type wanted, base::instant now) const {
    auto claims = verify(token, now);
    if (claims && claims->type != wanted)
        return std::unexpected{token_error::wrong_type};
    return claims;
}

std::string random_jti() {
    std::array<std::uint8_t, 16> bytes{};
    base::fill_random(bytes);
    return base::to_hex(bytes);
}

std::string mint_access_token(const token_signer& signer, base::user_id user, base::instant now,
                              std::chrono::seconds lifetime) {
    return signer.sign({token_type::access, user, random_jti(), now, now + lifetime});
}

} // namespace accounts
