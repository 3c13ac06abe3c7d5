#include "postgres/pool.hpp"
#include "support/loop.hpp"
#include "support/postgres_server.hpp"
#include "support/redis_server.hpp"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using async::deadline;

TEST(smoke, runs) {
    const auto& db = testing_support::fresh_database();
    testing_support::pool_loop at{db.app()};
    static constexpr postgres::statement add{"test.add", "select $1::bigint + 1, current_user::text"};
    const auto rows = at.run([&] { return at.pool().run(postgres::lane::read, deadline::after(5s), add, postgres::params{std::int64_t{41}}); });
    EXPECT_EQ(rows[0].at<std::int64_t>(0), 42);
    EXPECT_EQ(rows[0].at<std::string>(1), "marketplace_app");
    static constexpr postgres::statement xid{"test.xid", "select txid_current()"};
    const auto same = at.run([&] {
        return at.pool().in_transaction(postgres::lane::work, deadline::after(5s), [](postgres::transaction& tx) -> async::task<bool> {
            const auto a = (co_await tx.run(xid)).value<std::int64_t>();
            const auto b = (co_await tx.run(xid)).value<std::int64_t>();
            co_return a == b;
        });
    });
    EXPECT_TRUE(same);
    EXPECT_GT(testing_support::private_redis().port(), 0);
}

} // namespace
