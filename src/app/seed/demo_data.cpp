#include "accounts/password.hpp"
#include "app/seed/seed.hpp"
#include "app/sql.hpp"

#include <algorithm>

namespace app {

namespace {

using namespace std::chrono_literals;

constexpr auto timeout = 10min;
// Promos whose windows one statement makes. A statement's plan fits the table as it was before it,
// and as it was known to be: one that filled an empty table would read all of it for each window.
constexpr std::size_t promos_per_statement = 500;

async::task<> add_users(postgres::pool& owner, const place& home, std::vector<std::string> names) {
    co_await owner.run(postgres::lane::work, async::deadline::after(timeout), sql::seed_demo_users,
                       postgres::params{accounts::hash_password(demo_password),
                                        home.location.latitude(), home.location.longitude(),
                                        names});
}

async::task<> make_windows(postgres::transaction& tx, const std::vector<std::int64_t>& promos) {
    for (std::size_t from = 0; from < promos.size(); from += promos_per_statement) {
        const auto begin = promos.begin() + static_cast<std::ptrdiff_t>(from);
        const auto count = std::min(promos_per_statement, promos.size() - from);
        co_await tx.run(sql::seed_windows, postgres::params{std::vector<std::int64_t>(
                                               begin, begin + static_cast<std::ptrdiff_t>(count))});
        if (from == 0)
            co_await tx.run(sql::seed_analyze_windows);
    }
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
            co_await make_windows(tx, *promos);
    };
    co_await owner.in_transaction(postgres::lane::work, async::deadline::after(timeout), make);
}

} // namespace app
