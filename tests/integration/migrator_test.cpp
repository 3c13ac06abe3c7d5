#include "async/task_group.hpp"
#include "base/errors.hpp"
#include "postgres/errors.hpp"
#include "postgres/migrator.hpp"
#include "postgres/session.hpp"
#include "support/loop.hpp"
#include "support/postgres_server.hpp"

#include <gmock/gmock.h>

namespace {

using namespace std::chrono_literals;
using async::deadline;
using postgres::migration;
using testing::ElementsAre;
using files = std::vector<migration>;

deadline soon() {
    return deadline::after(20s);
}

class migrator : public testing::Test {
protected:
    std::vector<std::string> run(const files& all) {
        postgres::migrator own{database_.owner(), all, {}};
        return loop_.run([&] { return own.run(soon()); });
    }
    std::vector<std::string> plan(const files& all) {
        postgres::migrator own{database_.owner(), all, {}};
        return loop_.run([&] { return own.plan(soon()); });
    }
    std::string ask(const std::string& sql) {
        return loop_.run([&]() -> async::task<std::string> {
            postgres::session own{database_.owner(), "test"};
            co_await own.open(soon());
            co_return (co_await own.run(soon(), sql)).value<std::string>();
        });
    }

    testing_support::database& database_ = testing_support::empty_database();
    testing_support::loop loop_;
};

const files first{
    {"V001__items.sql", "create table item (id bigint); insert into item values (1);"},
    {"V002__more.sql", "insert into item values (2)"},
    {"R__sum.sql", "create or replace function total() returns bigint language sql as "
                   "$$ select sum(id)::bigint from item; $$"}};
const std::string total = "select total()::text";

TEST_F(migrator, runs_each_file_once_in_order) {
    const files shuffled{first[2], first[1], first[0]};
    EXPECT_THAT(plan(shuffled), ElementsAre("V001__items.sql", "V002__more.sql", "R__sum.sql"));
    EXPECT_THAT(run(shuffled), ElementsAre("V001__items.sql", "V002__more.sql", "R__sum.sql"));
    EXPECT_EQ(ask(total), "3");
    EXPECT_THAT(plan(first), ElementsAre());
    EXPECT_THAT(run(first), ElementsAre());
    EXPECT_EQ(ask(total), "3");
    EXPECT_EQ(ask("select string_agg(name, ' ' order by name) from schema_migrations where "
                  "length(checksum) = 64"
                  " and applied_at is not null"),
              "R__sum.sql V001__items.sql V002__more.sql");
}

TEST_F(migrator, applies_a_changed_R_file_again_and_refuses_a_changed_V_file) {
    run(first);
    auto changed = first;
    changed[2].text =
        "create or replace function total() returns bigint language sql as 'select 42::bigint'";
    changed.push_back({"V003__new.sql", "insert into item values (3)"});
    EXPECT_THAT(run(changed), ElementsAre("V003__new.sql", "R__sum.sql"));
    EXPECT_EQ(ask(total), "42");
    changed[1].text = "insert into item values (22)";
    changed.push_back({"V004__newer.sql", "insert into item values (4)"});
    EXPECT_THROW(plan(changed), postgres::migration_error);
    EXPECT_THROW(run(changed), postgres::migration_error);
    EXPECT_EQ(ask("select count(*)::text from item"), "3");
}

TEST_F(migrator, knows_a_schema_that_is_newer) {
    run(first);
    const files older{first[0], first[2]};
    EXPECT_THROW(plan(older), postgres::schema_is_newer);
    EXPECT_THROW(run(older), postgres::schema_is_newer);
    const files without_function{first[0], first[1]}; // an R file that is gone is no reason
    EXPECT_THAT(run(without_function), ElementsAre());
}

TEST_F(migrator, a_file_that_fails_leaves_nothing) {
    auto broken = first;
    broken[1].text = "insert into item values (2); insert into no_such_table values (1)";
    try {
        run(broken);
        FAIL();
    } catch (const postgres::query_error& e) {
        EXPECT_EQ(e.statement(), "V002__more.sql");
        EXPECT_EQ(e.sqlstate(), "42P01");
    }
    EXPECT_EQ(ask("select count(*)::text from item"), "1");
    EXPECT_THAT(run(first), ElementsAre("V002__more.sql", "R__sum.sql"));
}

TEST_F(migrator, two_that_race_do_the_work_once) {
    auto slow = first;
    slow[0].text =
        "create table item (id bigint); insert into item values (1); select pg_sleep(0.3)";
    slow.push_back({"V003__index.sql",
                    "-- no transaction\ncreate index concurrently item_id on item (id);\n"
                    "create index concurrently if not exists item_id2 on item (id, id);\n"});
    std::vector<std::string> done;
    const auto one = [](postgres::config owner, const files& all,
                        std::vector<std::string>& names) -> async::task<> {
        postgres::migrator own{owner, all, {}};
        for (auto& name : co_await own.run(soon()))
            names.push_back(std::move(name));
    };
    loop_.run([&]() -> async::task<> {
        async::task_group group{loop_.executor(), {}};
        for (int i = 0; i < 3; ++i)
            group.spawn("migrator", one(database_.owner(), slow, done));
        co_await group.join();
    });
    EXPECT_THAT(done,
                ElementsAre("V001__items.sql", "V002__more.sql", "V003__index.sql", "R__sum.sql"));
    EXPECT_EQ(
        ask("select count(*)::text from pg_index where indrelid = 'item'::regclass and indisvalid"),
        "2");
}

TEST_F(migrator, waits_for_the_lock_no_longer_than_its_deadline) {
    loop_.run([&]() -> async::task<> {
        postgres::session other{database_.owner(), "test"};
        co_await other.open(soon());
        co_await other.run_script(soon(), "select pg_advisory_lock(1835624306)");
        postgres::migrator own{database_.owner(), first, {}};
        bool late = false;
        try {
            co_await own.run(deadline::after(150ms));
        } catch (const base::deadline_exceeded&) {
            late = true;
        }
        EXPECT_TRUE(late);
    });
}

TEST_F(migrator, the_real_files_run_twice) {
    const auto& real = testing_support::fresh_database();
    postgres::migrator all{real.owner(), testing_support::all_migrations(), {}};
    EXPECT_THAT(loop_.run([&] { return all.run(soon()); }), ElementsAre());
}

} // namespace
