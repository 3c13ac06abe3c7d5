#pragma once

#include "accounts/types.hpp"
#include "async/deadline.hpp"
#include "async/task.hpp"
#include "postgres/pool.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace accounts {

/// A letter to one person, of plain text.
struct mail {
    std::string to;
    std::string subject;
    std::string text;
};

/// Hands a letter over. Throws base::outage when there is nobody to hand it to, and
/// std::runtime_error when it is refused for good.
using mailer = std::function<async::task<>(mail, async::deadline)>;

/// The task that sends the link: `accounts.send_password_reset`, with the user's id.
inline constexpr std::string_view send_password_reset_task = "accounts.send_password_reset";

/// Setting a new password by a link that was sent to the account's address. The link is made when
/// it is sent and only its digest is kept; it is good once, for an hour.
class password_resets {
public:
    explicit password_resets(postgres::pool& pool)
        : pool_{pool} {}

    /// Sends a link by a task, if an account has the address. Nobody learns whether one has.
    async::task<> ask(postgres::transaction& tx, std::string email);
    /// Whose link it is; nothing when it is not good.
    async::task<std::optional<base::user_id>> find(async::deadline until, std::string token);
    /// False when it is not good any more.
    async::task<bool> use(postgres::transaction& tx, std::string token);

private:
    postgres::pool& pool_;
};

/// Makes a link below `public_url` and sends it; `send` outlives the call. False when there is no
/// such active account, or when it got three within the last hour.
async::task<bool> send_password_reset(postgres::pool& pool, const mailer& send,
                                      std::string public_url, base::user_id user,
                                      async::deadline until);

} // namespace accounts
