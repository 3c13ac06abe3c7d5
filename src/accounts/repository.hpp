#pragma once

#include "accounts/types.hpp"
#include "async/deadline.hpp"
#include "async/task.hpp"
#include "postgres/ordered_statement.hpp"
#include "postgres/pool.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace accounts {

/// The statements of this module, one function each. Those that take a transaction are part of the
/// caller's.
class repository {
public:
    explicit repository(postgres::pool& pool);

    async::task<std::optional<user>> find(async::deadline until, base::user_id id);
    async::task<std::optional<user>> find(postgres::transaction& tx, base::user_id id);
    async::task<std::vector<user>> list(async::deadline until, user_filter filter,
                                        std::int64_t offset, std::int64_t limit);
    async::task<std::int64_t> count(async::deadline until, user_filter filter);
    async::task<std::optional<credentials>> find_credentials(async::deadline until,
                                                             std::string username);
    /// Of an active user.
    async::task<std::optional<std::string>> find_password_hash(async::deadline until,
                                                               base::user_id id);

    struct taken {
        bool username = false;
        bool email = false;
    };
    /// Whether an account other than `self` has the name or the address (empty: not asked).
    async::task<taken> find_taken(async::deadline until, std::string username, std::string email,
                                  base::user_id self);
    async::task<taken> find_taken(postgres::transaction& tx, std::string username,
                                  std::string email, base::user_id self);
    async::task<bool> time_zone_known(async::deadline until, std::string name);

    /// Nothing when the name or the address is taken.
    async::task<std::optional<base::user_id>> insert(postgres::transaction& tx, new_user made,
                                                     std::string_view segment_source);
    /// Keeps others from changing this user or their tokens until the end of the transaction. Gives
    /// whether the user is active; nothing when there is none.
    async::task<std::optional<bool>> lock(postgres::transaction& tx, base::user_id id);
    /// Throws query_error on users_username_key or users_email_key.
    async::task<> update(postgres::transaction& tx, base::user_id id, user_change change);
    async::task<> update_password(postgres::transaction& tx, base::user_id id,
                                  std::string password_hash);

    async::task<refresh_token> insert_token(async::deadline until, std::string jti,
                                            std::string family_id, base::user_id user,
                                            std::chrono::seconds lifetime);
    async::task<std::optional<known_refresh_token>>
    find_token(async::deadline until, std::string jti, std::chrono::seconds grace);
    async::task<std::optional<known_refresh_token>>
    find_token(postgres::transaction& tx, std::string jti, std::chrono::seconds grace);
    async::task<refresh_token> rotate_token(postgres::transaction& tx, std::string jti,
                                            std::string successor_jti,
                                            std::chrono::seconds lifetime);
    async::task<> revoke_family(postgres::transaction& tx, std::string family_id);
    async::task<> revoke_all(postgres::transaction& tx, base::user_id user);

private:
    postgres::pool& pool_;
    postgres::ordered_statement list_;
};

} // namespace accounts
