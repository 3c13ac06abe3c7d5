#pragma once

#include "accounts/audit.hpp"
#include "accounts/errors.hpp"
#include "accounts/metrics.hpp"
#include "accounts/own_data.hpp"
#include "accounts/password.hpp"
#include "accounts/password_reset.hpp"
#include "accounts/repository.hpp"
#include "accounts/tokens.hpp"
#include "accounts/types.hpp"
#include "async/deadline.hpp"
#include "async/task.hpp"
#include "base/clock.hpp"
#include "base/listing.hpp"

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>
#include <vector>

namespace accounts {

struct token_config {
    std::chrono::seconds access_lifetime = std::chrono::minutes{60};
    std::chrono::seconds refresh_lifetime = std::chrono::days{1};
    /// A refresh token that comes again within this time gets the same successor: two tabs, or an
    /// answer that was lost.
    std::chrono::seconds reuse_grace{10};
};

/// Users, their passwords and their tokens. One a shard; the hasher, the signer and the clock are
/// the process's.
class service {
public:
    service(postgres::pool& pool, password_hasher& hasher, const token_signer& signer,
            const base::clock& clock, base::metrics& metrics, token_config config = {});

    const token_config& config() const { return config_; }
    own_data& data() { return data_; }
    password_resets& resets() { return resets_; }

    /// To be done before a transaction begins: no connection waits for 20 ms of CPU.
    async::task<std::string> hash(std::string password) {
        return hasher_.hash(std::move(password));
    }

    /// Adds to `errors` what another account than `self` has already, and a time zone that does not
    /// exist.
    async::task<> check(async::deadline until, base::user_id self, const user_change& wanted,
                        json::field_errors& errors);

    /// `by` is staff, who leave an audit row; nothing when people register themselves.
    async::task<std::expected<user, rejection>> create(postgres::transaction& tx,
                                                       std::optional<actor> by, new_user made);

    /// `by` is staff; nothing when people change their own profile.
    async::task<std::expected<user, rejection>> change(postgres::transaction& tx,
                                                       std::optional<actor> by, base::user_id id,
                                                       user_change wanted);

    /// The account stays, inactive, since reservations and the audit log speak of it; its sessions
    /// end.
    async::task<std::expected<void, rejection>> deactivate(postgres::transaction& tx, actor by,
                                                           base::user_id id);

    async::task<std::expected<user, rejection>> find(async::deadline until, base::user_id id);

    /// The user of an access token: error::user_not_found or user_inactive when it outlived the
    /// account.
    async::task<std::expected<user, rejection>> self(async::deadline until, base::user_id id);

    async::task<base::listing<user>> list(async::deadline until, user_filter filter,
                                          std::int64_t offset, std::int64_t limit);

    /// error::bad_credentials for an unknown or inactive user too, after the same time.
    async::task<std::expected<base::user_id, rejection>>
    authenticate(async::deadline until, std::string username, std::string password);

    /// Whether `password` is the active user's.
    async::task<bool> password_is(async::deadline until, base::user_id id, std::string password);

    /// Sets the hash and ends all sessions.
    async::task<> set_password(postgres::transaction& tx, base::user_id id,
                               std::string password_hash);

    /// Begins a family of refresh tokens.
    async::task<token_pair> open_session(async::deadline until, base::user_id id);

    /// The next pair of a session. A token that comes again after its grace ends the session: two
    /// people have it.
    async::task<std::expected<token_pair, rejection>> refresh(async::deadline until,
                                                              std::string token);

    /// Ends the session that a refresh token belongs to; with `owner`, only if it is theirs (else
    /// token_invalid).
    async::task<std::expected<void, rejection>> revoke(async::deadline until, std::string token,
                                                       std::optional<base::user_id> owner);

    /// Any good token of ours; a refresh token of a session that ended is token_blacklisted.
    async::task<std::expected<void, rejection>> verify(async::deadline until, std::string token);

private:
    token_pair pair_for(const refresh_token& token) const;
    std::expected<token_claims, rejection> refresh_claims(std::string_view token) const;
    async::task<std::expected<token_pair, rejection>> rotate(postgres::transaction& tx,
                                                             token_claims claims);
    async::task<std::expected<void, rejection>> end_session(postgres::transaction& tx,
                                                            token_claims claims);
    async::task<json::field_errors> taken_errors(postgres::transaction& tx, std::string username,
                                                 std::string email, base::user_id self);

    postgres::pool& pool_;
    repository repository_;
    own_data data_;
    password_resets resets_;
    password_hasher& hasher_;
    const token_signer& signer_;
    const base::clock& clock_;
    metrics metrics_;
    token_config config_;
};

} // namespace accounts
