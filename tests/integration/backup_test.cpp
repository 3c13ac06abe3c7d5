#include "app/backup/archive.hpp"
#include "app/commands/backup.hpp"
#include "app/commands/command.hpp"
#include "app/commands/database.hpp"
#include "app/schema_gate.hpp"
#include "postgres/session.hpp"
#include "support/loop.hpp"
#include "support/postgres_server.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>

// What is taken, brought back, refused or damaged: on a real server, with PostgreSQL's own
// programs.
namespace {

using namespace std::chrono_literals;
using async::deadline;
using testing::HasSubstr;
using testing::ThrowsMessage;
namespace fs = std::filesystem;

app::settings settings_of(const testing_support::database& of) {
    const auto owner = of.owner();
    const auto all = app::settings_from({{"POSTGRES_HOST", owner.host},
                                         {"POSTGRES_PORT", std::to_string(owner.port)},
                                         {"POSTGRES_DB", owner.database},
                                         {"POSTGRES_USER", owner.user},
                                         {"POSTGRES_PASSWORD", owner.password}});
    EXPECT_TRUE(all);
    return *all;
}

class backup : public testing::Test {
protected:
    backup() {
        char name[] = "/tmp/backup-test-XXXXXX";
        folder_ = ::mkdtemp(name);
        source_.execute("insert into users (username, password_hash, location) select 'user' || n, "
                        "'!', st_makepoint(n, n)::geography from generate_series(1, 50) n");
    }
    ~backup() override { fs::remove_all(folder_); }

    fs::path path(const char* name) const { return folder_ / name; }

    fs::path made() const {
        app::back_up(settings_of(source_), {.file = path("whole.zst")});
        return path("whole.zst");
    }

    std::string ask(const testing_support::database& of, const std::string& sql) {
        return loop_.run([&]() -> async::task<std::string> {
            postgres::session own{of.owner(), "test"};
            co_await own.open(deadline::after(10s));
            co_return (co_await own.run(deadline::after(10s), sql)).value<std::string>();
        });
    }
    std::string users(const testing_support::database& of) {
        return ask(
            of, "select coalesce(md5(string_agg(u::text, '|' order by id)), 'none') from users u");
    }

    /// What a starting role would say to this database; empty: it starts.
    std::string objection(const testing_support::database& of) {
        return loop_.run([&]() -> async::task<std::string> {
            base::metrics metrics;
            postgres::pool pool{loop_.executor(), of.app(), {}, metrics};
            app::schema_gate gate{pool, {}};
            std::string why;
            if (!co_await gate.fits()) {
                try {
                    co_await gate.check().run();
                } catch (const std::exception& e) {
                    why = e.what();
                }
            }
            co_await pool.close();
            co_return why;
        });
    }

    testing_support::loop loop_;
    testing_support::database& source_ = testing_support::fresh_database();
    testing_support::database& target_ = testing_support::empty_database();
    fs::path folder_;
};

std::string content_of(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::string sql_of(const fs::path& file) {
    std::string sql;
    app::archive_reader reader{[&](std::string_view text) { sql += text; }};
    reader.feed(content_of(file));
    reader.finish();
    return sql;
}

TEST_F(backup, brings_everything_back) {
    app::restore(settings_of(target_), {.file = made()});
    EXPECT_EQ(users(target_), users(source_));
    EXPECT_EQ(ask(target_, "select string_agg(name, ' ' order by name) from schema_migrations"),
              ask(source_, "select string_agg(name, ' ' order by name) from schema_migrations"));
    EXPECT_EQ(objection(target_), "");
}

TEST_F(backup, replaces_what_is_there_only_when_forced) {
    const auto file = made();
    target_.execute(
        "create table other (id int); create type mood as enum ('good'); create view "
        "seen as select id from other; create function f() returns int language sql as 'select 1'");
    EXPECT_THAT([&] { app::restore(settings_of(target_), {.file = file}); },
                ThrowsMessage<app::failure>(HasSubstr("--force")));
    EXPECT_EQ(ask(target_, "select (to_regclass('users') is null)::text"), "true");
    app::restore(settings_of(target_), {.file = file, .force = true});
    app::restore(settings_of(target_), {.file = file, .force = true}); // over itself
    EXPECT_EQ(users(target_), users(source_));
    EXPECT_EQ(ask(target_, "select concat(to_regclass('other'), to_regclass('seen'), "
                           "to_regtype('mood'), to_regproc('f'))"),
              "");
}

TEST_F(backup, changes_nothing_when_it_is_damaged_or_does_not_fit) {
    const auto file = made();
    auto bytes = content_of(file);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    std::ofstream{path("damaged.zst"), std::ios::binary} << bytes;
    const auto before = users(source_);
    EXPECT_THROW(app::restore(settings_of(source_), {.file = path("damaged.zst"), .force = true}),
                 app::archive_error);

    // Whole, but its SQL fails at its very end.
    std::ofstream out{path("failing.zst"), std::ios::binary};
    app::archive_writer writer{{.program_version = "0",
                                .created_at = "2026-03-01T12:00:00Z",
                                .database = "x",
                                .owner = source_.owner().user,
                                .versions = ""},
                               [&](std::string_view piece) { out << piece; }};
    writer.write(sql_of(file));
    writer.write("select 1 / 0;\n");
    writer.finish();
    out.close();
    EXPECT_THAT(
        [&] { app::restore(settings_of(source_), {.file = path("failing.zst"), .force = true}); },
        ThrowsMessage<app::failure>(HasSubstr("as it was before")));
    EXPECT_EQ(users(source_), before);
    EXPECT_EQ(objection(source_), "");
}

TEST_F(backup, is_refused_while_others_are_connected) {
    const auto file = made();
    loop_.run([&]() -> async::task<> {
        postgres::session other{target_.owner(), "other"};
        co_await other.open(deadline::after(10s));
        EXPECT_THAT([&] { app::restore(settings_of(target_), {.file = file}); },
                    ThrowsMessage<app::failure>(HasSubstr("others are connected")));
    });
}

TEST_F(backup, leaves_no_file_that_is_not_whole) {
    auto with = settings_of(source_);
    with.postgres_password = "wrong";
    with.postgres_db = "no_such_database";
    EXPECT_ANY_THROW(app::back_up(with, {.file = path("none.zst")}));
    EXPECT_TRUE(fs::is_empty(folder_));
    made();
    EXPECT_THAT([&] { made(); }, ThrowsMessage<app::failure>(HasSubstr("exists")));
}

TEST_F(backup, half_a_dump_starts_no_role_and_no_migration) {
    const auto sql = sql_of(made());
    // As psql would leave it: all but the last grants, of which only the standing ones are looked
    // at.
    auto part = sql.substr(0, sql.find("ALTER DEFAULT PRIVILEGES"));
    part.erase(part.find("\\restrict"),
               part.find('\n', part.find("\\restrict")) - part.find("\\restrict"));
    ASSERT_LT(part.size(), sql.size());
    // COPY's data cannot be sent as a script: the tables stay empty here.
    for (auto at = part.find("\nCOPY "); at != std::string::npos; at = part.find("\nCOPY "))
        part.erase(at, part.find("\n\\.\n", at) + 3 - at);
    target_.execute(part);
    EXPECT_THAT(objection(target_), HasSubstr("restore did not come to its end"));
    EXPECT_THAT([&] { app::migrate(settings_of(target_), {}); },
                ThrowsMessage<app::failure>(HasSubstr("restore did not come to its end")));
}

TEST_F(backup, a_role_waits_for_a_schema_of_its_own) {
    EXPECT_EQ(objection(source_), "");
    EXPECT_THAT(objection(target_), HasSubstr("nothing was migrated"));
    source_.execute(
        "insert into schema_migrations values ('V900__later.sql', 'x', clock_timestamp())");
    EXPECT_THAT(objection(source_), HasSubstr("newer than this program: V900__later.sql"));
    source_.execute(
        "delete from schema_migrations where name in ('V900__later.sql', 'V006__tasks.sql')");
    EXPECT_THAT(objection(source_), HasSubstr("migrations wait: V006__tasks.sql"));
}

} // namespace
