#include "base/messages.hpp"

#include "base/errors.hpp"

#include <algorithm>
#include <array>

namespace base {
namespace {

struct entry {
    std::string_view code;
    std::string_view english;
    std::string_view spanish;
};

// In the order of the codes.
constexpr std::array entries{
    entry{"already_redeemed", "This reservation was already redeemed.",
          "Esta reserva ya fue entregada."},
    entry{"cancelled", "This reservation was cancelled.", "Esta reserva fue cancelada."},
    entry{"expired", "This reservation has expired.", "Esta reserva ha vencido."},
    entry{"idempotency_key_in_progress",
          "A request with this Idempotency-Key is still in progress.",
          "Una solicitud con este Idempotency-Key todavía está en curso."},
    entry{"idempotency_key_invalid", "Idempotency-Key must be 1 to 255 visible ASCII characters.",
          "Idempotency-Key debe tener de 1 a 255 caracteres ASCII visibles."},
    entry{"idempotency_key_reused", "This Idempotency-Key was already used for another request.",
          "Este Idempotency-Key ya se usó para otra solicitud."},
    entry{"invalid_credentials", "Invalid username or password.",
          "Usuario o contraseña incorrectos."},
    entry{"limit_reached", "You have reached the limit for this promo.",
          "Has llegado al límite de esta promoción."},
    entry{"location_unknown",
          "Your location is not known: send latitude and longitude, or set them in your profile.",
          "No se conoce tu ubicación: envía latitude y longitude, o guárdalas en tu perfil."},
    entry{"logged_in", "Login successful.", "Sesión iniciada."},
    entry{"logged_out", "Logout successful.", "Sesión cerrada."},
    entry{"no_store", "You do not own a store.", "No tienes ninguna tienda."},
    entry{"no_window", "No window of this promo is open or to come.",
          "Esta promoción no está abierta ni por abrir."},
    entry{"not_active", "This promo is not active.", "Esta promoción no está activa."},
    entry{"not_completed", "This reservation is not completed.",
          "Esta reserva no está completada."},
    entry{"not_eligible", "You are not eligible for this promo.", "Esta promoción no es para ti."},
    // {product}, {store}, {price}, {currency}, {until}: see notifications::notice_text.
    entry{"notice_flash_promo",
          "{product} at {store} for {price} {currency}, now and until {until}.",
          "{product} en {store} por {price} {currency}, ahora y hasta las {until}."},
    entry{
        "notice_restock",
        "{product} at {store} is available again for {price} {currency}, until {until}.",
        "{product} en {store} está disponible otra vez por {price} {currency}, hasta las {until}."},
    entry{"owns_stores", "You own stores that are active. Deactivate them first.",
          "Tienes tiendas activas. Desactívalas primero."},
    entry{"password_changed", "Password changed successfully.", "Contraseña cambiada."},
    // {username}, {link}: see accounts::send_password_reset.
    entry{"password_reset_subject", "Set a new password", "Elige una nueva contraseña"},
    entry{"password_reset_text",
          "Hello {username},\n\nsomebody asked for a new password of your account. To set one, "
          "open this address within an hour:\n\n{link}\n\nIf it was not you, there is nothing to "
          "do.\n",
          "Hola, {username}:\n\nalguien pidió una nueva contraseña para tu cuenta. Para elegirla, "
          "abre esta "
          "dirección antes de una hora:\n\n{link}\n\nSi no fuiste tú, no tienes que hacer nada.\n"},
    entry{"product_has_promos", "This product has promos. Make it unavailable instead.",
          "Este producto tiene promociones. Márcalo como no disponible."},
    entry{"registered", "User registered successfully.", "Usuario registrado."},
    entry{"reset_sent", "If an account has this address, a link was sent to it.",
          "Si una cuenta tiene esta dirección, le enviamos un enlace."},
    entry{"sold_out", "This promo is sold out.", "Esta promoción está agotada."},
    entry{"store_has_promos", "This store has promos. Deactivate it instead.",
          "Esta tienda tiene promociones. Desactívala."},
    entry{"too_far", "You are too far away for this promo.",
          "Estás demasiado lejos para esta promoción."},
    entry{"wrong_code", "The pickup code does not match.", "El código de entrega no coincide."},
};
static_assert(std::ranges::is_sorted(entries, {}, &entry::code));

} // namespace

std::optional<std::string_view> find_message(std::string_view code, language in) {
    const auto* found = std::ranges::lower_bound(entries, code, {}, &entry::code);
    if (found == entries.end() || found->code != code)
        return std::nullopt;
    return in == language::spanish ? found->spanish : found->english;
}

std::string_view message(std::string_view code, language in) {
    const auto found = find_message(code, in);
    MARKETPLACE_ASSERT(found.has_value());
    return *found;
}

std::vector<std::string_view> message_codes() {
    std::vector<std::string_view> codes;
    for (const auto& one : entries)
        codes.push_back(one.code);
    return codes;
}

} // namespace base
