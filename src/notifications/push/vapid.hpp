#pragma once

#include "base/clock.hpp"
#include "notifications/push/p256.hpp"

#include <map>
#include <string>
#include <string_view>

namespace notifications::push {

/// Who sends, as push services want it proved (RFC 8292). A subscription is bound to the key, which
/// follows from SECRET_KEY: with another one, browsers subscribe again. One thread uses it.
class vapid {
public:
    /// `contact` is a mailto: or https: URL at which a push service's people reach ours.
    vapid(std::string_view secret_key, std::string contact);

    /// What a page subscribes with ("applicationServerKey"), base64url.
    std::string public_key() const;

    /// The value of Authorization for a message to `origin` ("https://push.example").
    std::string authorization(std::string_view origin, base::instant now);

private:
    struct token {
        std::string value;
        base::instant renewed_at;
    };

    p256_key key_;
    std::string contact_;
    std::map<std::string, token, std::less<>> tokens_; ///< by origin; there are a handful
};

} // namespace notifications::push
