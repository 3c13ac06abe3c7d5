#include "postgres/value.hpp"

#include <gtest/gtest.h>

namespace {

using postgres::params;

std::string hex(const params& all, std::size_t index = 0) {
    const auto bytes = all.at(index);
    if (!bytes)
        return "NULL";
    std::string out;
    for (const char c : *bytes)
        out += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return out;
}

TEST(params, are_big_endian) {
    EXPECT_EQ(hex(params{std::int32_t{258}}), "00000102");
    EXPECT_EQ(hex(params{std::int64_t{-2}}), "fffffffffffffffe");
    EXPECT_EQ(hex(params{1.5}), "3ff8000000000000");
    EXPECT_EQ(hex(params{true}), "01");
    EXPECT_EQ(hex(params{"ab"}), "6162");
}

TEST(params, keep_null_apart_from_empty) {
    const params all{std::nullopt, "", std::optional<double>{}};
    EXPECT_EQ(all.size(), 3u);
    EXPECT_EQ(hex(all, 0), "NULL");
    EXPECT_EQ(hex(all, 1), "");
    EXPECT_EQ(hex(all, 2), "NULL");
}

// {digits, weight, sign, decimals} and the digits to the base 10,000, as `select
// numeric_send(12.50)` shows them.
TEST(params, write_money_as_numeric) {
    const auto money = [](std::int64_t cents) {
        return hex(params{*base::money::from_cents(cents)});
    };
    EXPECT_EQ(money(0), "0000000000000002");
    EXPECT_EQ(money(1250), "0002000000000002000c1388");
    EXPECT_EQ(money(100), "00010000000000020001");
    EXPECT_EQ(money(1), "0001ffff000000020064");
    EXPECT_EQ(money(100'0000'00), "0001000100000002"
                                  "0064");
    EXPECT_EQ(money(9'999'999'999), "0003000100000002"
                                    "270f"
                                    "270f"
                                    "26ac");
}

TEST(params, write_arrays_with_their_element_type) {
    EXPECT_EQ(hex(params{std::vector<std::int64_t>{7}}), "00000001"
                                                         "00000000"
                                                         "00000014"
                                                         "00000001"
                                                         "00000001"
                                                         "00000008"
                                                         "0000000000000007");
    EXPECT_EQ(hex(params{std::vector<std::int64_t>{}}), "00000000"
                                                        "00000000"
                                                        "00000014");
    EXPECT_EQ(hex(params{std::vector<std::optional<std::string>>{std::nullopt, "a"}}), "00000001"
                                                                                       "00000001"
                                                                                       "00000019"
                                                                                       "00000002"
                                                                                       "00000001"
                                                                                       "ffffffff"
                                                                                       "00000001"
                                                                                       "61");
}

TEST(params, refuse_what_is_no_uuid) {
    EXPECT_EQ(hex(params{postgres::uuid{"00112233-4455-6677-8899-aAbBcCdDeEfF"}}),
              "00112233445566778899aabbccddeeff");
    EXPECT_THROW(params{postgres::uuid{"00112233"}}, std::invalid_argument);
    EXPECT_THROW(params{postgres::uuid{"00112233-4455-6677-8899-aabbccddeefg"}},
                 std::invalid_argument);
    EXPECT_THROW(params{postgres::uuid{"001122334455-6677-8899-aabbccddeeff-"}},
                 std::invalid_argument);
}

} // namespace
