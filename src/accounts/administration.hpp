#pragma once

#include "accounts/errors.hpp"
#include "accounts/types.hpp"
#include "async/deadline.hpp"
#include "async/task.hpp"
#include "postgres/pool.hpp"

#include <expected>
#include <string>

namespace accounts {

// For the command line. They hash on the calling thread, and leave audit rows without an actor.

/// A user with every right. The rejection names each bad field.
async::task<std::expected<user, rejection>>
create_superuser(postgres::pool& pool, async::deadline until, std::string username,
                 std::string email, std::string password);

/// Sets a user's password and ends all their sessions; error::not_found for an unknown name.
async::task<std::expected<void, rejection>> change_password(postgres::pool& pool,
                                                            async::deadline until,
                                                            std::string username,
                                                            std::string password);

} // namespace accounts
