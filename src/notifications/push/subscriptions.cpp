#include "notifications/push/subscriptions.hpp"

#include "base/encoding.hpp"
#include "notifications/sql.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace notifications::push {
namespace {

using postgres::lane;
using postgres::params;

/// Browsers leave out the padding; some clients do not.
std::optional<std::string> from_any_base64(std::string_view text) {
    return base::from_base64url(text.substr(0, text.find('=')));
}

std::string decode_key(json::object_decoder& in, std::string_view name) {
    const auto text = in.required_text(name, {.length_max = 200});
    if (!text)
        return {};
    auto bytes = from_any_base64(*text);
    if (!bytes)
        in.fail(name, "Not base64url.");
    return bytes.value_or("");
}

browser_keys decode_keys(const boost::json::object& from, json::object_decoder& outer) {
    const boost::json::value value(from);
    json::object_decoder in{value};
    browser_keys keys{decode_key(in, "p256dh"), decode_key(in, "auth")};
    auto errors = in.finish();
    if (!errors.contains("p256dh") && !is_p256_point(keys.point))
        errors["p256dh"].emplace_back("Not an uncompressed point of P-256.");
    if (!errors.contains("auth") && keys.auth_secret.size() != auth_secret_bytes)
        errors["auth"].emplace_back("Not 16 bytes.");
    for (const auto& [name, reasons] : errors) {
        for (const auto& reason : reasons)
            outer.fail("keys." + name, reason);
    }
    return keys;
}

} // namespace

bool service_rules::allow(std::string_view endpoint) const {
    const auto url = boost::urls::parse_uri(endpoint);
    if (!url || url->has_userinfo() || url->has_fragment())
        return false;
    const std::string host = url->host();
    if (host.empty() || !has_hosts_ || !hosts_.allow(host))
        return false;
    if (host == "localhost" || host == "127.0.0.1")
        return url->scheme() == "http" || url->scheme() == "https";
    return url->scheme() == "https" && !url->has_port();
}

new_subscription decode_subscription(json::object_decoder& in, const service_rules& rules) {
    new_subscription out;
    if (auto endpoint = in.required_text("endpoint", {.length_max = endpoint_length_max})) {
        if (!rules.allow(*endpoint))
            in.fail("endpoint", "Not an address of a push service that is known here.");
        out.endpoint = std::move(*endpoint);
    }
    in.ignore({"expirationTime"});
    if (const auto keys = in.optional_object("keys", 1000)) {
        out.keys = decode_keys(*keys, in);
    } else if (!in.has("keys") || in.is_null("keys")) {
        in.fail("keys", "This field is required.");
    }
    return out;
}

async::task<subscription_id> subscribe(postgres::transaction& tx, base::user_id user,
                                       const new_subscription& with) {
    const postgres::bytea point{with.keys.point};
    const postgres::bytea secret{with.keys.auth_secret};
    const auto id =
        (co_await tx.run(sql::push_subscribe, params{user, with.endpoint, point, secret}))
            .value<subscription_id>();
    co_await tx.run(sql::push_forget_oldest, params{user, id, subscriptions_max});
    co_return id;
}

async::task<bool> unsubscribe(postgres::transaction& tx, base::user_id user, subscription_id id) {
    co_return !(co_await tx.run(sql::push_unsubscribe, params{user, id})).empty();
}

async::task<std::vector<outgoing>> messages_for(postgres::pool& pool, async::deadline until,
                                                std::span<const target> targets) {
    std::vector<std::int64_t> notices;
    std::vector<std::int64_t> shoppers;
    std::vector<std::int64_t> subscriptions;
    for (const auto& one : targets) {
        notices.push_back(one.notice.value());
        shoppers.push_back(one.shopper.value());
        subscriptions.push_back(one.subscription.value());
    }
    co_return (co_await pool.run(lane::work, until, sql::push_messages,
                                 params{notices, shoppers, subscriptions}))
        .all<outgoing>();
}

async::task<> forget(postgres::pool& pool, async::deadline until, const outgoing& to) {
    co_await pool.run(lane::work, until, sql::push_gone, params{to.subscription, to.endpoint});
}

} // namespace notifications::push
