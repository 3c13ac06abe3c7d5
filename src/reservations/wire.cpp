#include "reservations/wire.hpp"

#include "base/encoding.hpp"
#include "http/query_decoder.hpp"
#include "json/text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <sodium.h>

namespace reservations {
namespace {

constexpr std::size_t key_bytes_max = 255;

/// Method, path and body: what a repeat has in common with the first.
std::string digest(const http::request& from) {
    crypto_generichash_state state;
    std::array<std::uint8_t, crypto_generichash_BYTES> out{};
    crypto_generichash_init(&state, nullptr, 0, out.size());
    const std::string_view parts[] = {to_string(from.method), "\n", from.path, "\n", from.body};
    for (const auto part : parts) {
        const auto bytes = base::as_bytes(part);
        crypto_generichash_update(&state, bytes.data(), bytes.size());
    }
    crypto_generichash_final(&state, out.data(), out.size());
    return base::to_base64url({reinterpret_cast<const char*>(out.data()), out.size()});
}

} // namespace

boost::json::object to_json(const reservation& shown) {
    return {{"id", shown.id.value()},
            {"product", shown.product.value()},
            {"user", shown.user.value()},
            {"promo", shown.promo.value()},
            {"price", shown.price.to_string()},
            {"reserved_until", base::to_rfc3339(shown.reserved_until)},
            {"status", to_string(shown.status)},
            {"is_completed", shown.is_completed()},
            {"created_at", base::to_rfc3339(shown.created_at)},
            {"pickup_code", shown.pickup_code.empty() ? boost::json::value{}
                                                      : boost::json::value(shown.pickup_code)}};
}

std::string to_json_text(const reservation& shown) {
    // Nothing here needs escaping: numbers, times, and codes of our own alphabet.
    const auto code =
        shown.pickup_code.empty() ? std::string{"null"} : '"' + shown.pickup_code + '"';
    return fmt::format(
        R"({{"id":{},"product":{},"user":{},"promo":{},"price":"{}","reserved_until":"{}",)"
        R"("status":"{}","is_completed":{},"created_at":"{}","pickup_code":{}}})",
        shown.id.value(), shown.product.value(), shown.user.value(), shown.promo.value(),
        shown.price.to_string(), base::to_rfc3339(shown.reserved_until), to_string(shown.status),
        shown.is_completed(), base::to_rfc3339(shown.created_at), code);
}

http::response to_response(error why) {
    switch (why) {
    case error::not_found:
        return http::not_found();
    case error::forbidden:
        return http::permission_denied();
    case error::not_active:
        return http::refused(400, "not_active");
    case error::not_eligible:
        return http::refused(403, "not_eligible");
    case error::too_far:
        return http::refused(403, "too_far");
    case error::location_unknown:
        return http::refused(403, "location_unknown");
    case error::limit_reached:
        return http::refused(409, "limit_reached");
    case error::sold_out:
        return http::refused(409, "sold_out");
    case error::expired:
        return http::refused(400, "expired");
    case error::cancelled:
        return http::refused(400, "cancelled");
    case error::already_redeemed:
        return http::refused(400, "already_redeemed");
    case error::not_completed:
        return http::refused(400, "not_completed");
    case error::wrong_code:
        return http::refused(400, "wrong_code");
    case error::key_reused:
        return http::refused(422, "idempotency_key_reused");
    }
    return {};
}

std::expected<std::optional<idempotency>, http::response> read_key(const http::request& from) {
    const auto key = from.header("idempotency-key");
    if (!key)
        return std::nullopt;
    const auto visible = [](char c) { return c >= 0x21 && c <= 0x7e; };
    if (key->empty() || key->size() > key_bytes_max || !std::ranges::all_of(*key, visible))
        return std::unexpected{http::refused(400, "idempotency_key_invalid")};
    return idempotency{std::string{*key}, digest(from)};
}

std::expected<list_filter, http::response> read_filter(const http::query& from) {
    static constexpr std::array<std::string_view, 4> statuses{"reserved", "completed", "cancelled",
                                                              "expired"};
    http::query_decoder in{from};
    list_filter filter;
    if (const auto name = in.choice("status", statuses))
        filter.status = parse_status(*name);
    filter.promo = in.id<base::promo_id>("promo");
    filter.search = in.search();
    filter.order = in.ordering({"created_at", "price"});
    return in.finish(filter);
}

} // namespace reservations
