#include "accounts/idempotency.hpp"

#include "accounts/sql.hpp"
#include "base/encoding.hpp"

#include <algorithm>
#include <array>

#include <sodium.h>

namespace accounts {
namespace {

/// Carries a refusal out of its transaction, which rolls back.
struct refusal {
    http::response answer;
};

struct stored_answer {
    std::string request_hash;
    std::int32_t status;
    std::string body;
};

/// Whose key it is: user 0 stands for a client that is not signed in, told by its address.
struct subject {
    std::int64_t user_id = 0;
    std::string address;

    static subject of(const http::request& from) {
        if (from.caller)
            return {from.caller->user.value(), ""};
        return {0, from.remote_address.empty() ? "unknown" : from.remote_address};
    }
};

bool good_key(std::string_view key) {
    return !key.empty() && key.size() <= idempotency::key_bytes_max &&
           std::ranges::all_of(key, [](char c) { return c > ' ' && c <= '~'; });
}

async::task<http::response> judged(idempotency::effect& what, postgres::transaction& tx) {
    auto answer = co_await what(tx);
    if (answer.status < 200 || answer.status > 299)
        throw refusal{std::move(answer)};
    co_return answer;
}

} // namespace

async::task<http::response> idempotency::run(const http::request& from, effect what) {
    const auto key =
        from.method == http::verb::post ? from.header("idempotency-key") : std::nullopt;
    if (key && !good_key(*key))
        co_return http::refused(400, "idempotency_key_invalid");

    const auto body = [this, &from, &what, &key](postgres::transaction& tx) {
        return key ? run_once(tx, from, std::string{*key}, std::move(what)) : judged(what, tx);
    };
    try {
        co_return co_await pool_.in_transaction(postgres::lane::work, from.deadline, body);
    } catch (refusal& refused) {
        co_return std::move(refused.answer);
    }
}

async::task<http::response> idempotency::run_once(postgres::transaction& tx,
                                                  const http::request& from, std::string key,
                                                  effect what) {
    const auto who = subject::of(from);
    const auto request_hash = digest(from);

    // The lock first and the look in a statement of its own: one that began before the lock could
    // be too old.
    const auto locked =
        co_await tx.run(sql::try_idempotency_lock, postgres::params{who.user_id, who.address, key});
    if (!locked[0].at<bool>(0))
        throw refusal{http::refused(409, "idempotency_key_in_progress")};

    const auto found = co_await tx.run(sql::find_idempotent_answer,
                                       postgres::params{who.user_id, who.address, key});
    if (const auto stored = found.first<stored_answer>()) {
        if (stored->request_hash != request_hash)
            throw refusal{http::refused(422, "idempotency_key_reused")};
        auto again = http::raw_json_response(static_cast<unsigned>(stored->status), stored->body);
        again.headers.emplace_back("Idempotent-Replayed", "true");
        co_return again;
    }

    auto answer = co_await judged(what, tx);
    const auto kept_now =
        co_await tx.run(sql::insert_idempotent_answer,
                        postgres::params{who.user_id, who.address, key, request_hash,
                                         static_cast<std::int32_t>(answer.status), answer.body});
    // Only who does not take this lock (the reservation desk) can have stored the key meanwhile.
    if (kept_now.affected() == 0)
        throw refusal{http::refused(409, "idempotency_key_in_progress")};
    co_return answer;
}

std::string idempotency::digest(const http::request& from) const {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, base::as_bytes(secret_).data(), secret_.size());
    const auto add = [&state](std::string_view text) {
        crypto_auth_hmacsha256_update(&state, base::as_bytes(text).data(), text.size());
    };
    add(http::to_string(from.method));
    add(" ");
    add(from.target);
    add("\n");
    add(from.body);
    std::array<std::uint8_t, crypto_auth_hmacsha256_BYTES> out{};
    crypto_auth_hmacsha256_final(&state, out.data());
    return base::to_hex(out);
}

} // namespace accounts
