#include "reservations/sales_csv.hpp"

#include <gtest/gtest.h>

namespace {

reservations::details sale(std::string product, std::string shopper) {
    reservations::details made;
    made.of.id = base::reservation_id{7};
    made.of.price = *base::money::from_cents(990);
    made.product_name = std::move(product);
    made.username = std::move(shopper);
    made.currency = "COP";
    made.completed_at = base::parse_rfc3339("2026-11-24T12:00:00Z");
    return made;
}

TEST(sales_csv, is_one_line_a_sale) {
    const std::vector sales{sale("A \"good\" bread, sliced", "ana"), sale("Café", "li")};
    EXPECT_EQ(reservations::to_csv(sales),
              "7,\"A \"\"good\"\" bread, sliced\",\"ana\",9.90,COP,2026-11-24T12:00:00Z,\r\n"
              "7,\"Café\",\"li\",9.90,COP,2026-11-24T12:00:00Z,\r\n");
    EXPECT_EQ(reservations::to_csv({}), "");
}

TEST(sales_csv, gives_a_spreadsheet_no_formulas) {
    for (const std::string bad : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1"}) {
        const std::vector sales{sale(bad, "ana")};
        EXPECT_TRUE(reservations::to_csv(sales).starts_with("7,\"'" + bad)) << bad;
    }
}

} // namespace
