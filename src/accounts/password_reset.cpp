#include "accounts/password_reset.hpp"

#include "accounts/digest.hpp"
#include "accounts/repository.hpp"
#include "accounts/sql.hpp"
#include "base/messages.hpp"
#include "base/random.hpp"
#include "tasks/outbox.hpp"

#include <fmt/args.h>

namespace accounts {
namespace {

using postgres::lane;
using postgres::params;

constexpr std::size_t token_bytes = 32;

/// Tokens are random: their digest needs no salt.
postgres::bytea key_of(std::string_view token) {
    return {digest(token)};
}

mail letter(const user& to, std::string_view public_url, std::string_view token) {
    const auto in = to.locale == "es" ? base::language::spanish : base::language::english;
    const auto link = fmt::format("{}/reset-password/?token={}", public_url, token);
    return {to.email, std::string{base::message("password_reset_subject", in)},
            fmt::format(fmt::runtime(base::message("password_reset_text", in)),
                        fmt::arg("username", to.username), fmt::arg("link", link))};
}

} // namespace

async::task<> password_resets::ask(postgres::transaction& tx, std::string email) {
    const auto found = co_await tx.run(sql::find_by_email, params{email});
    if (found.empty())
        co_return;
    tasks::task_call call;
    call.name = send_password_reset_task;
    call.args = {found[0].at<std::int64_t>(0)};
    co_await tasks::enqueue(tx, std::move(call));
}

async::task<std::optional<base::user_id>> password_resets::find(async::deadline until,
                                                                std::string token) {
    const auto found =
        co_await pool_.run(lane::read, until, sql::find_password_reset, params{key_of(token)});
    if (found.empty())
        co_return std::nullopt;
    co_return found[0].at<base::user_id>(0);
}

async::task<bool> password_resets::use(postgres::transaction& tx, std::string token) {
    co_return !(co_await tx.run(sql::use_password_reset, params{key_of(token)})).empty();
}

async::task<bool> send_password_reset(postgres::pool& pool, const mailer& send,
                                      std::string public_url, base::user_id user,
                                      async::deadline until) {
    repository users{pool};
    const auto found = co_await users.find(until, user);
    if (!found || !found->is_active || found->email.empty())
        co_return false;
    const auto token = base::random_token(token_bytes);
    const auto made = co_await pool.run(lane::work, until, sql::insert_password_reset,
                                        params{key_of(token), user});
    if (made.empty())
        co_return false;
    co_await send(letter(*found, public_url, token), until);
    co_return true;
}

} // namespace accounts
