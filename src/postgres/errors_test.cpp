#include "base/errors.hpp"
#include "postgres/errors.hpp"

#include <gtest/gtest.h>

namespace {

void raise(std::string_view sqlstate) {
    std::rethrow_exception(postgres::to_exception("promos.find", sqlstate, "one_name", "why"));
}

TEST(to_exception, tells_outages_from_refusals) {
    for (const auto* state : {"57P01", "57P02", "57P03", "08006", "53300", "25006"}) {
        EXPECT_THROW(raise(state), base::outage) << state;
    }
    for (const auto* state : {"57014", "55P03", "25P03"}) {
        EXPECT_THROW(raise(state), base::deadline_exceeded) << state;
    }
    try {
        raise("23505");
        FAIL();
    } catch (const postgres::query_error& e) {
        EXPECT_EQ(e.statement(), "promos.find");
        EXPECT_EQ(e.sqlstate(), "23505");
        EXPECT_TRUE(e.violates("one_name"));
        EXPECT_STREQ(e.what(), "promos.find: 23505: why");
    }
}

} // namespace
