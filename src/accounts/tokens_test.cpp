#include "accounts/tokens.hpp"
#include "base/encoding.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

namespace {

using namespace accounts;
using namespace std::chrono_literals;

const base::instant now{std::chrono::seconds{1'800'000'000}};
const token_signer signer{"a secret of the service"};

token_claims claims(token_type type = token_type::access) {
    return {type, base::user_id{7}, "0123456789abcdef0123456789abcdef", now, now + 60min};
}

/// Signed by hand, so that any header and payload can be tried.
std::string forge(std::string_view header, std::string_view payload,
                  std::string_view key = "a secret of the service") {
    const auto text = base::to_base64url(header) + "." + base::to_base64url(payload);
    std::string mac(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, base::as_bytes(key).data(), key.size());
    crypto_auth_hmacsha256_update(&state, base::as_bytes(text).data(), text.size());
    crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(mac.data()));
    return text + "." + base::to_base64url(mac);
}

constexpr std::string_view hs256 = R"({"alg":"HS256","typ":"JWT"})";
constexpr std::string_view good =
    R"({"token_type":"access","exp":1800000060,"iat":1800000000,"jti":"x","user_id":7})";

TEST(token_signer, reads_back_what_it_signed) {
    const auto read = signer.verify(signer.sign(claims()), now);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->type, token_type::access);
    EXPECT_EQ(read->user, base::user_id{7});
    EXPECT_EQ(read->jti, claims().jti);
    EXPECT_EQ(read->issued_at, now);
    EXPECT_EQ(read->expires_at, now + 60min);
}

TEST(token_signer, signs_the_same_claims_to_the_same_token) {
    EXPECT_EQ(signer.sign(claims(token_type::refresh)), signer.sign(claims(token_type::refresh)));
}

TEST(token_signer, takes_what_another_library_signed) {
    EXPECT_TRUE(signer.verify(forge(hs256, good), now));
    // Newer versions of simplejwt write the user as text.
    EXPECT_EQ(
        signer
            .verify(
                forge(hs256, R"({"token_type":"access","exp":1800000060,"jti":"x","user_id":"7"})"),
                now)
            ->user,
        base::user_id{7});
}

TEST(token_signer, ends_at_the_second_that_it_names) {
    const auto token = signer.sign(claims());
    EXPECT_TRUE(signer.verify(token, now + 60min - 1us));
    EXPECT_EQ(signer.verify(token, now + 60min).error(), token_error::invalid);
}

TEST(token_signer, tells_the_types_apart) {
    const auto token = signer.sign(claims(token_type::refresh));
    EXPECT_TRUE(signer.verify(token, token_type::refresh, now));
    EXPECT_EQ(signer.verify(token, token_type::access, now).error(), token_error::wrong_type);
}

TEST(token_signer, refuses_every_other_signature) {
    const auto token = signer.sign(claims());
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        // The last character of a part may hold bits that belong to no byte.
        const auto read = signer.verify(changed, now);
        if (read) {
            EXPECT_EQ(read->user, base::user_id{7});
        }
    }
    EXPECT_FALSE(token_signer{"another secret"}.verify(token, now));
    EXPECT_FALSE(signer.verify(token.substr(0, token.rfind('.') + 1), now));
    EXPECT_FALSE(signer.verify(token.substr(0, token.rfind('.')), now));
}

TEST(token_signer, refuses_other_algorithms) {
    const auto unsigned_token =
        base::to_base64url(R"({"alg":"none","typ":"JWT"})") + "." + base::to_base64url(good) + ".";
    EXPECT_FALSE(signer.verify(unsigned_token, now));
    EXPECT_FALSE(signer.verify(forge(R"({"alg":"none","typ":"JWT"})", good), now));
    EXPECT_FALSE(signer.verify(forge(R"({"alg":"HS512","typ":"JWT"})", good), now));
    EXPECT_FALSE(signer.verify(forge(R"({"alg":"RS256","typ":"JWT"})", good), now));
}

TEST(token_signer, demands_each_claim) {
    const auto verify = [](std::string_view payload) {
        return signer.verify(forge(hs256, payload), now).has_value();
    };
    EXPECT_TRUE(verify(good));
    EXPECT_FALSE(verify(R"({"exp":1800000060,"jti":"x","user_id":7})"));
    EXPECT_FALSE(verify(R"({"token_type":"access","jti":"x","user_id":7})"));
    EXPECT_FALSE(verify(R"({"token_type":"access","exp":1800000060,"user_id":7})"));
    EXPECT_FALSE(verify(R"({"token_type":"access","exp":1800000060,"jti":"x"})"));
    EXPECT_FALSE(verify(R"({"token_type":"sliding","exp":1800000060,"jti":"x","user_id":7})"));
    EXPECT_FALSE(verify(R"({"token_type":"access","exp":"soon","jti":"x","user_id":7})"));
    EXPECT_FALSE(
        verify(R"({"token_type":"access","exp":9223372036854775807,"jti":"x","user_id":7})"));
    EXPECT_FALSE(verify(R"({"token_type":"access","exp":-1,"jti":"x","user_id":7})"));
    EXPECT_FALSE(verify(R"({"token_type":"access","exp":1800000060,"jti":"x","user_id":0})"));
    EXPECT_FALSE(verify(R"({"token_type":"access","exp":1800000060,"jti":"x","user_id":"seven"})"));
    EXPECT_FALSE(verify(R"([])"));
    EXPECT_FALSE(verify("no json"));
}

TEST(token_signer, refuses_what_is_no_token) {
    for (const auto* text :
         {"", ".", "..", "...", "a.b.c", "a b", "\xff\xfe", "eyJhbGciOiJIUzI1NiJ9"}) {
        EXPECT_EQ(signer.verify(text, now).error(), token_error::invalid) << text;
    }
    EXPECT_FALSE(signer.verify(std::string(1'000'000, 'a'), now));
    EXPECT_FALSE(signer.verify(signer.sign(claims()) + std::string(1, '\0'), now));
}

TEST(token_signer, mints_an_access_token_for_tests_and_tools) {
    const auto read =
        signer.verify(mint_access_token(signer, base::user_id{9}, now), token_type::access, now);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->user, base::user_id{9});
    EXPECT_EQ(read->expires_at, now + 60min);
    EXPECT_EQ(read->jti.size(), 32U);
}

} // namespace
