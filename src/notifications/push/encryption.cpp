#include "notifications/push/encryption.hpp"

#include "aws_wire/digest.hpp"
#include "notifications/push/openssl.hpp"

#include <memory>

#include <openssl/evp.h>
#include <openssl/rand.h>

namespace notifications::push {
namespace {

constexpr std::size_t content_key_bytes = 16;
constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;
constexpr std::uint32_t record_bytes = 4096;
/// Ends the last record's text; zeros may follow as padding.
constexpr char last_record = '\x02';

std::string text_of(const aws_wire::sha256_value& bytes) {
    return {bytes.begin(), bytes.end()};
}

std::string seal(std::string_view key, std::string_view nonce, std::string_view text) {
    const std::unique_ptr<EVP_CIPHER_CTX, freed_by<EVP_CIPHER_CTX_free>> context{
        made(EVP_CIPHER_CTX_new())};
    std::string sealed(text.size() + tag_bytes, '\0');
    int length = 0;
    done(EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, bytes_of(key),
                            bytes_of(nonce)));
    done(EVP_EncryptUpdate(context.get(), bytes_of(sealed), &length, bytes_of(text),
                           static_cast<int>(text.size())));
    done(EVP_EncryptFinal_ex(context.get(), bytes_of(sealed) + length, &length));
    done(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes,
                             bytes_of(sealed) + text.size()));
    return sealed;
}

std::string header(std::string_view salt, std::string_view key_id) {
    std::string out{salt};
    for (const int shift : {24, 16, 8, 0})
        out += static_cast<char>(record_bytes >> shift & 0xff);
    out += static_cast<char>(key_id.size());
    out += key_id;
    return out;
}

} // namespace

std::string hkdf(std::string_view salt, std::string_view secret, std::string_view info,
                 std::size_t length) {
    MARKETPLACE_ASSERT(length <= sizeof(aws_wire::sha256_value));
    const auto extracted = text_of(aws_wire::hmac_sha256(salt, secret));
    return text_of(aws_wire::hmac_sha256(extracted, std::string{info} + '\x01')).substr(0, length);
}

std::string encrypt(const browser_keys& to, std::string_view plaintext, const p256_key& one_time,
                    std::string_view salt) {
    using namespace std::string_literals;
    const auto agreed = one_time.agree(to.point);
    MARKETPLACE_ASSERT(agreed && plaintext.size() <= plaintext_bytes_max &&
                       salt.size() == salt_bytes);
    const auto secret =
        hkdf(to.auth_secret, *agreed, "WebPush: info\0"s + to.point + one_time.public_point(), 32);
    const auto key = hkdf(salt, secret, "Content-Encoding: aes128gcm\0"s, content_key_bytes);
    const auto nonce = hkdf(salt, secret, "Content-Encoding: nonce\0"s, nonce_bytes);
    return header(salt, one_time.public_point()) +
           seal(key, nonce, std::string{plaintext} + last_record);
}

std::string encrypt(const browser_keys& to, std::string_view plaintext) {
    std::string salt(salt_bytes, '\0');
    done(RAND_bytes(bytes_of(salt), static_cast<int>(salt.size())));
    return encrypt(to, plaintext, p256_key::random(), salt);
}

} // namespace notifications::push
