#include "accounts/password.hpp"
#include "app/seed/seed.hpp"
#include "app/sql.hpp"

namespace app {

namespace {

using namespace std::chrono_literals;

constexpr auto timeout = 10min;

async::task<> add_users(postgres::pool& owner, const place& home, std::vector<std::string> names) {
    co_await owner.run(postgres::lane::work, async::deadline::after(timeout), sql::seed_demo_users,
                       postgres::params{accounts::hash_password(demo_password),
                                        home.location.latitude(), home.location.longitude(),
                                        names});
}

} // namespace

async::task<> add_demo_users(postgres::pool& owner, const place& home) {
    co_await add_users(owner, home, {"admin", "merchant", "shopper"});
}

async::task<> add_stores(postgres::pool& owner, const place& home, std::int64_t count) {
    co_await add_users(owner, home, {"merchant"});
    const auto make = [&](postgres::transaction& tx) -> async::task<> {
        const auto made =
            co_await tx.run(sql::seed_stores, postgres::params{count, home.location.latitude(),
                                                               home.location.longitude()});
        const auto promos = made[0].at<std::optional<std::vector<std::int64_t>>>(0);
        if (promos)
            co_await tx.run(sql::seed_windows, postgres::params{*promos});
    };
    co_await owner.in_transaction(postgres::lane::work, async::deadline::after(timeout), make);
}

} // namespace app
