#include "accounts/sql.hpp"
#include "postgres/session.hpp"
#include "postgres/sql.hpp"
#include "products/sql.hpp"
#include "promos/sql.hpp"
#include "reservations/sql.hpp"
#include "stores/sql.hpp"
#include "tasks/sql.hpp"
#if __has_include("notifications/sql.hpp")
#include "notifications/sql.hpp"
#endif
#include "postgres/errors.hpp"
#include "support/loop.hpp"
#include "support/postgres_server.hpp"

#include <gmock/gmock.h>

// Every statement fits the migrated schema, and the serving role may run it.
namespace {

using namespace std::chrono_literals;
using async::deadline;

std::vector<const postgres::statement*> all_statements() {
    std::vector<const postgres::statement*> all;
    const auto add = [&](const auto& some) {
        all.insert(all.end(), std::begin(some), std::end(some));
    };
    add(accounts::sql::all);
    add(postgres::sql::all);
    add(products::sql::all);
    add(promos::sql::all);
    add(reservations::sql::all);
    add(stores::sql::all);
    add(tasks::sql::all);
#if __has_include("notifications/sql.hpp")
    add(notifications::sql::all);
#endif
    return all;
}

/// EXPLAIN plans a statement and checks the rights to all that it touches, and does not run it.
async::task<std::string> failure_of(postgres::session& on, const postgres::statement& what) {
    const auto until = deadline::after(10s);
    try {
        co_await on.run_script(until, "deallocate all; prepare one as " + std::string{what.text});
        const auto count =
            co_await on.run(until, "select coalesce(cardinality(parameter_types), 0) from "
                                   "pg_prepared_statements where name = 'one'");
        std::string nulls;
        for (int i = 0; i < count.value<std::int32_t>(); ++i)
            nulls += i ? ", null" : "null";
        co_await on.run_script(until,
                               "explain execute one" + (nulls.empty() ? "" : "(" + nulls + ")"));
        co_return "";
    } catch (const postgres::query_error& e) {
        co_return fmt::format("{}: {}", what.name, e.what());
    }
}

TEST(statements, fit_the_schema_and_the_serving_roles_rights) {
    testing_support::loop loop;
    const auto where = testing_support::fresh_database().app();
    const auto all = all_statements();
    EXPECT_GT(all.size(), 50u);
    std::vector<std::string> failures;
    loop.run([&]() -> async::task<> {
        postgres::session own{where, "statements"};
        co_await own.open(deadline::after(10s));
        co_await own.run_script(deadline::after(10s), "set plan_cache_mode = force_generic_plan");
        for (const auto* one : all) {
            if (auto failure = co_await failure_of(own, *one); !failure.empty())
                failures.push_back(failure);
        }
    });
    EXPECT_THAT(failures, testing::IsEmpty());
}

TEST(statements, have_names_of_their_own) {
    std::vector<std::string_view> names;
    for (const auto* one : all_statements())
        names.push_back(one->name);
    std::ranges::sort(names);
    EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

} // namespace
