#include "postgres/ordered_statement.hpp"

#include <gtest/gtest.h>

namespace {

constexpr postgres::statement plain{"stores.list",
                                    "select x.id from (select id from stores order "
                                    "by /*ordering*/id) x order by /*ordering x.*/x.id"};

TEST(ordered_statement, puts_the_terms_before_the_lists_own_order) {
    postgres::ordered_statement statement{plain};
    const auto& ordered = statement.by({{"name", true}, {"created_at"}});
    EXPECT_EQ(ordered.name, "stores.list by -name,created_at");
    EXPECT_EQ(ordered.text,
              "select x.id from (select id from stores order by name desc, created_at, id) x "
              "order by x.name desc, x.created_at, x.id");
}

TEST(ordered_statement, is_kept_for_each_order) {
    postgres::ordered_statement statement{plain};
    EXPECT_EQ(&statement.by({}), &plain);
    const auto& by_name = statement.by({{"name"}});
    statement.by({{"name", true}});
    EXPECT_EQ(&statement.by({{"name"}}), &by_name);
    EXPECT_TRUE(by_name.text.contains("order by name, id"));
}

} // namespace
