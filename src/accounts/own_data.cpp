#include "accounts/own_data.hpp"

#include "accounts/sql.hpp"

namespace accounts {

using postgres::lane;
using postgres::params;

async::task<std::string> own_data::export_of(async::deadline until, base::user_id user) {
    const auto found = co_await pool_.run(lane::work, until, sql::export_user, params{user});
    co_return found[0].at<postgres::jsonb>(0).text;
}

async::task<std::expected<void, rejection>> own_data::erase(postgres::transaction& tx, actor by,
                                                            base::user_id user) {
    co_await tx.run(sql::lock_user, params{user});
    const auto owns = co_await tx.run(sql::owns_active_stores, params{user});
    if (owns[0].at<bool>(0))
        co_return std::unexpected{rejection{error::owns_stores, {}}};
    co_await tx.run(sql::erase_user, params{user});
    co_await audit(tx, std::move(by), "erased", "user", user.value(), {});
    co_return std::expected<void, rejection>{};
}

} // namespace accounts
