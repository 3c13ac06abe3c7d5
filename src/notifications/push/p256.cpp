#include "notifications/push/p256.hpp"

#include "notifications/push/openssl.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>

namespace notifications::push {
namespace {

using group = std::unique_ptr<EC_GROUP, freed_by<EC_GROUP_free>>;
using curve_point = std::unique_ptr<EC_POINT, freed_by<EC_POINT_free>>;
using number = std::unique_ptr<BIGNUM, freed_by<BN_clear_free>>;
using signature = std::unique_ptr<ECDSA_SIG, freed_by<ECDSA_SIG_free>>;

group curve() {
    return group{made(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1))};
}

number to_number(std::string_view bytes) {
    return number{made(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr))};
}

} // namespace

bool is_p256_point(std::string_view bytes) {
    if (bytes.size() != p256_point_bytes || bytes.front() != POINT_CONVERSION_UNCOMPRESSED)
        return false;
    const auto on = curve();
    const curve_point point{made(EC_POINT_new(on.get()))};
    // Checks that it lies on the curve.
    return EC_POINT_oct2point(on.get(), point.get(), bytes_of(bytes), bytes.size(), nullptr) == 1;
}

void p256_key::free_key::operator()(EVP_PKEY* key) const {
    EVP_PKEY_free(key);
}

p256_key::handle p256_key::load(std::string_view public_point, std::string_view scalar) {
    const std::unique_ptr<OSSL_PARAM_BLD, freed_by<OSSL_PARAM_BLD_free>> build{
        made(OSSL_PARAM_BLD_new())};
    const auto secret = to_number(scalar);
    done(OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0));
    done(OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, public_point.data(),
                                          public_point.size()));
    if (!scalar.empty())
        done(OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret.get()));
    const std::unique_ptr<OSSL_PARAM, freed_by<OSSL_PARAM_free>> parameters{
        made(OSSL_PARAM_BLD_to_param(build.get()))};
    const std::unique_ptr<EVP_PKEY_CTX, freed_by<EVP_PKEY_CTX_free>> context{
        made(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr))};
    EVP_PKEY* key = nullptr;
    done(EVP_PKEY_fromdata_init(context.get()));
    done(EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()));
    return handle{key};
}

std::optional<p256_key> p256_key::from_scalar(std::string_view scalar) {
    const auto on = curve();
    const auto secret = to_number(scalar);
    if (scalar.size() != p256_scalar_bytes || BN_is_zero(secret.get()) ||
        BN_cmp(secret.get(), EC_GROUP_get0_order(on.get())) >= 0)
        return std::nullopt;
    const curve_point point{made(EC_POINT_new(on.get()))};
    done(EC_POINT_mul(on.get(), point.get(), secret.get(), nullptr, nullptr, nullptr));
    std::string public_point(p256_point_bytes, '\0');
    const auto written = EC_POINT_point2oct(on.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                                            bytes_of(public_point), public_point.size(), nullptr);
    MARKETPLACE_ASSERT(written == p256_point_bytes);
    auto key = load(public_point, scalar);
    return p256_key{std::move(key), std::move(public_point)};
}

p256_key p256_key::random() {
    std::string scalar(p256_scalar_bytes, '\0');
    while (true) { // the second round is as likely as a collision of hashes
        done(RAND_bytes(bytes_of(scalar), static_cast<int>(scalar.size())));
        if (auto key = from_scalar(scalar))
            return std::move(*key);
    }
}

std::optional<std::string> p256_key::agree(std::string_view point) const {
    if (!is_p256_point(point))
        return std::nullopt;
    const auto peer = load(point, {});
    const std::unique_ptr<EVP_PKEY_CTX, freed_by<EVP_PKEY_CTX_free>> context{
        made(EVP_PKEY_CTX_new(key_.get(), nullptr))};
    done(EVP_PKEY_derive_init(context.get()));
    done(EVP_PKEY_derive_set_peer(context.get(), peer.get()));
    std::string secret(p256_scalar_bytes, '\0');
    auto length = secret.size();
    done(EVP_PKEY_derive(context.get(), bytes_of(secret), &length));
    MARKETPLACE_ASSERT(length == secret.size());
    return secret;
}

std::string p256_key::sign(std::string_view text) const {
    const std::unique_ptr<EVP_MD_CTX, freed_by<EVP_MD_CTX_free>> context{made(EVP_MD_CTX_new())};
    done(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()));
    std::size_t length = 0;
    done(EVP_DigestSign(context.get(), nullptr, &length, bytes_of(text), text.size()));
    std::string der(length, '\0');
    done(EVP_DigestSign(context.get(), bytes_of(der), &length, bytes_of(text), text.size()));
    const auto* start = bytes_of(std::string_view{der});
    const signature pair{made(d2i_ECDSA_SIG(nullptr, &start, static_cast<long>(length)))};
    std::string raw(2 * p256_scalar_bytes, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), bytes_of(raw), p256_scalar_bytes);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), bytes_of(raw) + p256_scalar_bytes,
                 p256_scalar_bytes);
    return raw;
}

} // namespace notifications::push
