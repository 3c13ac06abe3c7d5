#include "notifications/push/vapid.hpp"

#include "base/encoding.hpp"
#include "notifications/push/encryption.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace notifications::push {
namespace {

using namespace std::chrono_literals;

/// RFC 8292 allows 24 hours.
constexpr auto lifetime = 12h;
constexpr auto renew_after = 6h;
/// Beyond, all are made anew: a stranger's subscriptions must not fill the memory.
constexpr std::size_t origins_max = 100;

p256_key derive(std::string_view secret_key) {
    for (int round = 0;; ++round) {
        const auto scalar = hkdf("marketplace web push", secret_key, fmt::format("vapid {}", round),
                                 p256_scalar_bytes);
        if (auto key = p256_key::from_scalar(scalar))
            return std::move(*key);
    }
}

std::string signed_token(const p256_key& key, std::string_view origin, std::string_view contact,
                         base::instant expires) {
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(expires.time_since_epoch()).count();
    const boost::json::object claims{{"aud", origin}, {"exp", seconds}, {"sub", contact}};
    const auto text = base::to_base64url(R"({"typ":"JWT","alg":"ES256"})") + '.' +
                      base::to_base64url(boost::json::serialize(claims));
    return text + '.' + base::to_base64url(key.sign(text));
}

} // namespace

vapid::vapid(std::string_view secret_key, std::string contact)
    : key_{derive(secret_key)}
    , contact_{std::move(contact)} {}

std::string vapid::public_key() const {
    return base::to_base64url(key_.public_point());
}

std::string vapid::authorization(std::string_view origin, base::instant now) {
    auto known = tokens_.find(origin);
    if (known == tokens_.end() || now - known->second.renewed_at > renew_after) {
        if (tokens_.size() >= origins_max)
            tokens_.clear();
        known =
            tokens_
                .insert_or_assign(std::string{origin},
                                  token{signed_token(key_, origin, contact_, now + lifetime), now})
                .first;
    }
    return fmt::format("vapid t={}, k={}", known->second.value, public_key());
}

} // namespace notifications::push
