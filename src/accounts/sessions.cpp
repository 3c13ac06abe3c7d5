// The part of the service that deals with refresh tokens.
//
// A log-in begins a family; each refresh rotates to a successor of the same family. Tokens are not
// stored: a row's times and id sign to the same token again, which is how a repeat within the grace
// gets the same successor. Every change locks the user's row first, so no rotation escapes a
// revocation that runs beside it.

#include "accounts/service.hpp"
#include "base/random.hpp"

namespace accounts {
namespace {

std::unexpected<rejection> refuse(error why) {
    return std::unexpected{rejection{why, {}}};
}

error to_error(token_error failure) {
    switch (failure) {
    case token_error::invalid:
        return error::token_invalid;
    case token_error::wrong_type:
        return error::token_wrong_type;
    }
    return error::token_invalid;
}

/// Ours are 32 lower-case hexadecimal digits; another id is good JWT but no key of a row.
bool is_our_jti(std::string_view jti) {
    return jti.size() == 32 && jti.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

} // namespace

token_pair service::pair_for(const refresh_token& token) const {
    const auto now = clock_.now();
    return {signer_.sign(
                {token_type::access, token.user, random_jti(), now, now + config_.access_lifetime}),
            signer_.sign(
                {token_type::refresh, token.user, token.jti, token.issued_at, token.expires_at})};
}

std::expected<token_claims, rejection> service::refresh_claims(std::string_view token) const {
    auto claims = signer_.verify(token, token_type::refresh, clock_.now());
    if (!claims)
        return refuse(to_error(claims.error()));
    if (!is_our_jti(claims->jti))
        return refuse(error::token_invalid);
    return std::move(*claims);
}

async::task<token_pair> service::open_session(async::deadline until, base::user_id id) {
    const auto token = co_await repository_.insert_token(until, random_jti(), base::random_uuid(),
                                                         id, config_.refresh_lifetime);
    co_return pair_for(token);
}

async::task<std::expected<token_pair, rejection>> service::refresh(async::deadline until,
                                                                   std::string token) {
    auto claims = refresh_claims(token);
    if (!claims)
        co_return std::unexpected{std::move(claims.error())};
    const auto body = [this, &claims](postgres::transaction& tx) {
        return rotate(tx, std::move(*claims));
    };
    co_return co_await pool_.in_transaction(postgres::lane::work, until, body);
}

async::task<std::expected<token_pair, rejection>> service::rotate(postgres::transaction& tx,
                                                                  token_claims claims) {
    const auto active = co_await repository_.lock(tx, claims.user);
    if (!active || !*active)
        co_return refuse(error::no_active_account);
    const auto known = co_await repository_.find_token(tx, claims.jti, config_.reuse_grace);
    if (!known || known->token.user != claims.user)
        co_return refuse(error::token_invalid);
    if (known->revoked)
        co_return refuse(error::token_blacklisted);

    if (!known->successor_jti) {
        const auto next = co_await repository_.rotate_token(tx, claims.jti, random_jti(),
                                                            config_.refresh_lifetime);
        metrics_.refreshes.add();
        co_return pair_for(next);
    }
    if (known->rotated_just_now) {
        const auto successor =
            co_await repository_.find_token(tx, *known->successor_jti, config_.reuse_grace);
        if (!successor || successor->revoked)
            co_return refuse(error::token_blacklisted);
        metrics_.refreshes.add();
        co_return pair_for(successor->token);
    }
    // The refusal is an outcome like any other: the transaction commits, and with it the
    // revocation.
    co_await repository_.revoke_family(tx, known->family_id);
    metrics_.families_revoked.add();
    co_return refuse(error::token_blacklisted);
}

async::task<std::expected<void, rejection>>
service::revoke(async::deadline until, std::string token, std::optional<base::user_id> owner) {
    auto claims = refresh_claims(token);
    if (!claims)
        co_return std::unexpected{std::move(claims.error())};
    if (owner && claims->user != *owner)
        co_return refuse(error::token_invalid);
    const auto body = [this, &claims](postgres::transaction& tx) {
        return end_session(tx, std::move(*claims));
    };
    co_return co_await pool_.in_transaction(postgres::lane::work, until, body);
}

async::task<std::expected<void, rejection>> service::end_session(postgres::transaction& tx,
                                                                 token_claims claims) {
    co_await repository_.lock(tx, claims.user);
    const auto known = co_await repository_.find_token(tx, claims.jti, config_.reuse_grace);
    if (!known || known->token.user != claims.user)
        co_return refuse(error::token_invalid);
    if (known->revoked)
        co_return refuse(error::token_blacklisted);
    co_await repository_.revoke_family(tx, known->family_id);
    co_return std::expected<void, rejection>{};
}

async::task<std::expected<void, rejection>> service::verify(async::deadline until,
                                                            std::string token) {
    const auto claims = signer_.verify(token, clock_.now());
    if (!claims)
        co_return refuse(to_error(claims.error()));
    if (claims->type == token_type::refresh && is_our_jti(claims->jti)) {
        const auto known = co_await repository_.find_token(until, claims->jti, config_.reuse_grace);
        if (known && (known->revoked || (known->successor_jti && !known->rotated_just_now))) {
            co_return refuse(error::token_blacklisted);
        }
    }
    co_return std::expected<void, rejection>{};
}

} // namespace accounts
