#include "accounts/tasks.hpp"

#include "accounts/sql.hpp"

namespace accounts {
namespace {

using postgres::lane;

/// Small enough for a slice to take well under a second.
constexpr std::int64_t slice_rows = 5000;

struct raised_slice {
    std::optional<std::int64_t> last_id;
    std::int64_t raised;
};

async::task<std::int64_t> delete_all(postgres::pool& pool, async::deadline until,
                                     const postgres::statement& slice) {
    std::int64_t total = 0;
    while (true) {
        const auto deleted =
            (co_await pool.run(lane::work, until, slice, postgres::params{slice_rows})).affected();
        total += deleted;
        if (deleted < slice_rows)
            co_return total;
    }
}

} // namespace

async::task<std::int64_t> recompute_segments(postgres::pool& pool, async::deadline until) {
    std::int64_t total = 0;
    std::optional<std::int64_t> last_id = 0;
    while (last_id) {
        const auto done = co_await pool.run(lane::work, until, sql::raise_segments,
                                            postgres::params{*last_id, slice_rows});
        const auto slice = done[0].as<raised_slice>();
        total += slice.raised;
        last_id = slice.last_id;
    }
    co_return total;
}

async::task<pruned> prune_expired(postgres::pool& pool, async::deadline until) {
    pruned gone;
    gone.idempotency_keys = co_await delete_all(pool, until, sql::delete_expired_idempotency_keys);
    gone.refresh_tokens = co_await delete_all(pool, until, sql::delete_expired_refresh_tokens);
    gone.password_resets =
        (co_await pool.run(lane::work, until, sql::delete_expired_password_resets)).affected();
    gone.login_attempts =
        (co_await pool.run(lane::work, until, sql::delete_past_login_attempts)).affected();
    co_return gone;
}

} // namespace accounts
