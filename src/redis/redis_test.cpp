#include "redis/address.hpp"
#include "redis/resp.hpp"
#include "redis/script.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using redis::address;
using redis::reply;

std::string why_not(std::string_view url) {
    try {
        address::parse(url);
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return "";
}

TEST(address, takes_what_a_url_says) {
    const auto parsed = address::parse("redis://shop:p%40ss@cache.example:6380/3");
    EXPECT_EQ(parsed.host, "cache.example");
    EXPECT_EQ(parsed.port, 6380);
    EXPECT_EQ(parsed.user, "shop");
    EXPECT_EQ(parsed.password, "p@ss");
    EXPECT_EQ(parsed.database, 3);
    EXPECT_FALSE(parsed.tls);
}

TEST(address, has_defaults) {
    const auto parsed = address::parse("rediss://localhost");
    EXPECT_EQ(parsed.port, 6379);
    EXPECT_EQ(parsed.database, 0);
    EXPECT_TRUE(parsed.user.empty());
    EXPECT_TRUE(parsed.tls);
    EXPECT_EQ(address::parse("redis://:secret@h/").password, "secret");
    EXPECT_EQ(address::parse("redis://[::1]:7000").host, "::1");
}

TEST(address, says_what_is_wrong_without_the_password) {
    EXPECT_THAT(why_not("http://localhost"), testing::HasSubstr("redis://"));
    EXPECT_THAT(why_not("redis://localhost/zero"), testing::HasSubstr("number"));
    EXPECT_THAT(why_not("redis://localhost:99999/0"), testing::HasSubstr("port"));
    EXPECT_THAT(why_not("redis:///0"), testing::HasSubstr("host"));
    EXPECT_THAT(why_not("localhost:6379"), testing::Not(testing::IsEmpty()));
    EXPECT_THAT(why_not("redis://:hunter2@localhost/x"),
                testing::Not(testing::HasSubstr("hunter2")));
    EXPECT_NE(why_not("redis://localhost/0?db=1"), "");
}

TEST(append_command, is_binary_safe) {
    std::string out;
    redis::append_command(out, std::vector<std::string>{"SET", std::string{"a\0b", 3}, ""});
    EXPECT_EQ(out, (std::string{"*3\r\n$3\r\nSET\r\n$3\r\na\0b\r\n$0\r\n\r\n", 28}));
}

TEST(reply_reader, reads_every_kind_byte_by_byte) {
    redis::reply_reader reader;
    const std::string bytes = "*5\r\n+OK\r\n:-7\r\n$-1\r\n-ERR no\r\n*2\r\n$2\r\n\r\n\r\n*0\r\n";
    for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
        reader.feed({&bytes[i], 1});
        ASSERT_FALSE(reader.next());
    }
    reader.feed({&bytes.back(), 1});
    const auto got = reader.next();
    ASSERT_TRUE(got);
    ASSERT_EQ(got->elements.size(), 5u);
    EXPECT_EQ(got->elements[0].text, "OK");
    EXPECT_EQ(got->elements[1].integer, -7);
    EXPECT_TRUE(got->elements[2].is_nil());
    EXPECT_TRUE(got->elements[3].is_error());
    EXPECT_EQ(got->elements[4].elements[0].text, "\r\n");
    EXPECT_FALSE(reader.next());
}

TEST(reply_reader, keeps_replies_apart) {
    redis::reply_reader reader;
    reader.feed(":1\r\n:2\r\n");
    EXPECT_EQ(reader.next()->integer, 1);
    EXPECT_EQ(reader.next()->integer, 2);
    EXPECT_FALSE(reader.next());
}

TEST(reply_reader, refuses_what_is_no_reply) {
    redis::reply_reader reader;
    reader.feed("HTTP/1.1 400 Bad Request\r\n");
    EXPECT_THROW(reader.next(), redis::protocol_error);
    redis::reply_reader huge;
    huge.feed("*2000000000\r\n");
    EXPECT_THROW(huge.next(), redis::protocol_error);
}

TEST(script, is_named_by_its_sha1) {
    EXPECT_EQ(redis::script{"return 1"}.sha1(), "e0e1f9fabfc9d4800c877a703b823ac0578ff8db");
}

} // namespace
