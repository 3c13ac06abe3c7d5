#pragma once

#include "async/task.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "postgres/pool.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace accounts {

/// Runs the transaction of a writing request and honours its Idempotency-Key, if it is a POST that
/// has one: the 2xx answer is stored in the effect's own transaction, and within 24 hours the same
/// caller's same request with the same key gets it again (with `Idempotent-Replayed: true`) and has
/// no further effect. Another request with that key is a 422, one that arrives while the first
/// still runs a 409. A refusal is not stored: it is judged anew.
///
/// The caller is the signed-in user, or else the client's address. Of the request only a keyed
/// digest is stored.
class idempotency {
public:
    using effect = std::function<async::task<http::response>(postgres::transaction&)>;

    static constexpr std::chrono::hours kept{24};
    static constexpr std::size_t key_bytes_max = 255;

    /// `secret` keys the digest: a request may hold a password, so its digest must not be open to
    /// guessing.
    idempotency(postgres::pool& pool, std::string secret)
        : pool_{pool}
        , secret_{std::move(secret)} {}

    /// BEGIN, `what(tx)`, COMMIT on the lane `work` within the request's deadline. When the answer
    /// is not 2xx the transaction is rolled back: a refusal leaves nothing behind. Verbs other than
    /// POST ignore the header. The stored answer is the one that `what` gives: it must hold no
    /// token.
    async::task<http::response> run(const http::request& from, effect what);

private:
    async::task<http::response> run_once(postgres::transaction& tx, const http::request& from,
                                         std::string key, effect what);
    std::string digest(const http::request& from) const;

    postgres::pool& pool_;
    std::string secret_;
};

} // namespace accounts
