#pragma once

#include "base/strong_id.hpp"
#include "http/access_rules.hpp"
#include "json/decoder.hpp"
#include "notifications/push/encryption.hpp"
#include "postgres/pool.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace notifications::push {

using subscription_id = base::strong_id<struct subscription_tag>;

/// Browsers of one shopper that are kept: with another one, the oldest is forgotten.
inline constexpr std::int64_t subscriptions_max = 10;
inline constexpr std::size_t endpoint_length_max = 1000;

/// Which push services messages may be sent to. An endpoint is a URL that a client gave us: without
/// this list anybody could make us call any address.
class service_rules {
public:
    /// Hosts as in ALLOWED_HOSTS: "fcm.googleapis.com", ".push.services.mozilla.com".
    explicit service_rules(std::vector<std::string> hosts)
        : has_hosts_{!hosts.empty()}
        , hosts_{std::move(hosts)} {}

    /// https, no user and no port of its own; "localhost" and 127.0.0.1, when they are allowed,
    /// also by http and at any port.
    bool allow(std::string_view endpoint) const;

private:
    bool has_hosts_;
    http::host_rules hosts_;
};

struct new_subscription {
    std::string endpoint;
    browser_keys keys;
};

/// Reads what PushSubscription.toJSON() gives; what is wrong is noted in `in`.
new_subscription decode_subscription(json::object_decoder& in, const service_rules& rules);

/// A notice that a browser is to show, and one browser of its shopper.
struct target {
    base::notification_id notice;
    base::user_id shopper;
    subscription_id subscription;

    friend bool operator==(const target&, const target&) = default;
};

/// In the order of the columns of push_messages.sql.
struct outgoing {
    base::notification_id notice;
    base::user_id shopper;
    subscription_id subscription;
    std::string endpoint;
    postgres::bytea point;
    postgres::bytea auth_secret;
    std::string kind;
    std::string store_name;
    std::string text;
    base::promo_id promo;
    base::window_id window;
    std::int64_t seconds_left; ///< until the window closes
};

/// Gives the subscription's id: of the same endpoint always the same.
async::task<subscription_id> subscribe(postgres::transaction& tx, base::user_id user,
                                       const new_subscription& with);
/// False when the user has no such subscription.
async::task<bool> unsubscribe(postgres::transaction& tx, base::user_id user, subscription_id id);

async::task<std::vector<outgoing>> messages_for(postgres::pool& pool, async::deadline until,
                                                std::span<const target> targets);
/// The push service says that the endpoint is no more.
async::task<> forget(postgres::pool& pool, async::deadline until, const outgoing& to);

} // namespace notifications::push
