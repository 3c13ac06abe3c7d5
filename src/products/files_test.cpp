// What merchants upload: pictures and tables, by their bytes.

#include "products/csv.hpp"
#include "products/image_format.hpp"
#include "products/import.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace products;
using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string png = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06"s;
const std::string jpeg = "\xff\xd8\xff\xe0\0\x04"
                         "ab\xff\xc4\0\x03z\xff\xff\xc2\0\x11\x08\x01\xe0\x02\x80\x03"s;

std::string webp(std::string_view chunk) {
    auto text = "RIFF\0\0\0\0WEBP"s;
    text += chunk;
    text.resize(40);
    return text;
}

TEST(image_format, is_told_by_the_bytes) {
    EXPECT_EQ(read_image_facts(png), (image_facts{image_type::png, 640, 480}));
    EXPECT_EQ(read_image_facts(jpeg), (image_facts{image_type::jpeg, 640, 480}));
    EXPECT_EQ(read_image_facts(webp("VP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0"s)),
              (image_facts{image_type::webp, 640, 480}));
    EXPECT_EQ(read_image_facts(webp("VP8 \x0a\0\0\0abc\x9d\x01\x2a\x80\x02\xe0\x01"s)),
              (image_facts{image_type::webp, 640, 480}));
    // 639 and 479 in 14 bits each.
    EXPECT_EQ(read_image_facts(webp("VP8L\x0a\0\0\0\x2f\x7f\xc2\x77\0"s)),
              (image_facts{image_type::webp, 640, 480}));
}

TEST(image_format, is_nothing_for_other_or_broken_files) {
    for (const auto& bad : {""s, "GIF89a......"s, "<svg xmlns=''></svg>"s, "<html>\x89PNG"s,
                            "\xff\xd8\xff\xd9\0\x04"s, "\xff\xd8\xff\xe0\0\x01"s, webp("VP9 ")}) {
        EXPECT_EQ(read_image_facts(bad), std::nullopt) << bad;
    }
    for (const auto& good : {png, jpeg}) {
        const auto least = good == png ? 24U : good.size() - 1;
        EXPECT_TRUE(read_image_facts(good.substr(0, least)));
        for (std::size_t size = 0; size < least; ++size)
            EXPECT_EQ(read_image_facts(good.substr(0, size)), std::nullopt) << size;
    }
    auto empty = png;
    empty.replace(16, 4, 4, '\0');
    EXPECT_EQ(read_image_facts(empty), std::nullopt) << "no width";
}

TEST(csv, is_read_as_spreadsheets_write_it) {
    EXPECT_THAT(
        parse_csv("\xef\xbb\xbfname,price\r\n\"Bread, \"\"dark\"\"\",1.50\r\n\r\nRoll,\n", 9)
            .value(),
        ElementsAre(ElementsAre("name", "price"), ElementsAre("Bread, \"dark\"", "1.50"),
                    ElementsAre("Roll", "")));
    EXPECT_THAT(parse_csv("a;b\n\"x\ny\";2,5", 9).value(),
                ElementsAre(ElementsAre("a", "b"), ElementsAre("x\ny", "2,5")));
    EXPECT_THAT(parse_csv("", 9).value(), IsEmpty());
}

TEST(csv, says_what_is_broken) {
    EXPECT_EQ(parse_csv("a\n\"b", 9).error(), "Row 2 has a broken quote.");
    EXPECT_EQ(parse_csv("\"a\"b", 9).error(), "Row 1 has a broken quote.");
    EXPECT_TRUE(parse_csv("a\nb\n", 2));
    EXPECT_EQ(parse_csv("a\nb\nc", 2).error(), "Ensure there are no more than 2 rows.");
}

/// "row field" of each.
std::vector<std::string> told(const import_reading& of) {
    std::vector<std::string> all;
    for (const auto& one : of.errors)
        all.push_back(fmt::format("{} {}", one.row, one.field));
    return all;
}

TEST(import, reads_products_by_the_names_of_the_columns) {
    const auto read = read_products(
        "original_price,name,is_available,description\n9.90,Bread,false,dark\n5,Roll,,\n",
        base::store_id{7});
    EXPECT_THAT(read.errors, IsEmpty());
    ASSERT_EQ(read.products.size(), 2U);
    EXPECT_EQ(read.products[0].name, "Bread");
    EXPECT_EQ(read.products[0].store, base::store_id{7});
    EXPECT_EQ(read.products[0].original_price.to_string(), "9.90");
    EXPECT_FALSE(read.products[0].is_available);
    EXPECT_EQ(read.products[1].currency, "USD");
    EXPECT_TRUE(read.products[1].is_available);
}

TEST(import, names_every_bad_cell) {
    const auto store = base::store_id{7};
    EXPECT_THAT(told(read_products("name,original_price\n,x\nBread,1\nRoll,-1,2\n", store)),
                ElementsAre("2 name", "2 original_price", "4 non_field_errors"));
    EXPECT_THAT(told(read_products("name,size\nBread,1\n", store)),
                ElementsAre("1 size", "1 original_price"));
    EXPECT_THAT(told(read_products("name,name,original_price\n", store)), ElementsAre("1 name"));
    EXPECT_THAT(told(read_products("", store)), ElementsAre("1 non_field_errors"));
    EXPECT_THAT(told(read_products("name,original_price\n\"Bread,1", store)),
                ElementsAre("2 non_field_errors"));
    EXPECT_THAT(told(read_products("name,original_price\nBr\xff"
                                   "ad,1\n",
                                   store)),
                ElementsAre("1 non_field_errors"));
}

} // namespace
