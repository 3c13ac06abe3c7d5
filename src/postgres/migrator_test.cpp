#include "postgres/migrator.hpp"

#include <gmock/gmock.h>

namespace {

using postgres::split_statements;
using testing::ElementsAre;

TEST(split_statements, cuts_at_semicolons_and_drops_what_is_only_comment) {
    EXPECT_THAT(split_statements("-- no transaction\nselect 1;\n\n-- then\nselect 2 ; /* end; */"),
                ElementsAre("select 1", "select 2 "));
    EXPECT_THAT(split_statements(""), ElementsAre());
    EXPECT_THAT(split_statements(" ; ;; -- nothing"), ElementsAre());
    EXPECT_THAT(split_statements("select 1"), ElementsAre("select 1"));
}

TEST(split_statements, leaves_quoted_semicolons) {
    EXPECT_THAT(split_statements("select ';', ''';', E'\\';', \"a;\"\"b\"; select 2"),
                ElementsAre("select ';', ''';', E'\\';', \"a;\"\"b\"", "select 2"));
    EXPECT_THAT(split_statements("select E'a''b\\';c'; x"),
                ElementsAre("select E'a''b\\';c'", "x"));
}

TEST(split_statements, leaves_dollar_quotes) {
    EXPECT_THAT(split_statements("do $$ begin; end $$; do $a$ ;$$; $a$; x"),
                ElementsAre("do $$ begin; end $$", "do $a$ ;$$; $a$", "x"));
    EXPECT_THAT(split_statements("select $1; select a$b; c"),
                ElementsAre("select $1", "select a$b", "c"));
}

TEST(split_statements, knows_nested_comments) {
    EXPECT_THAT(split_statements("select /* ; /* ; */ ; */ 1 -- ;\n; x"),
                ElementsAre("select /* ; /* ; */ ; */ 1 -- ;\n", "x"));
    EXPECT_THAT(split_statements("select 'open; end"), ElementsAre("select 'open; end"));
}

TEST(migrator, refuses_other_names) {
    const postgres::migration files[] = {{"001.sql", ""}};
    EXPECT_THROW((postgres::migrator{{}, files, {}}), std::logic_error);
}

TEST(migrator, refuses_a_version_twice) {
    const postgres::migration files[] = {
        {"V001__a.sql", ""}, {"V002__b.sql", ""}, {"V001__c.sql", ""}};
    EXPECT_THROW((postgres::migrator{{}, files, {}}), std::logic_error);
}

} // namespace
