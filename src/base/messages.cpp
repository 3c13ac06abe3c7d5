#include "base/messages.hpp"

#include "base/errors.hpp"

#include <algorithm>
#include <array>

namespace base {
namespace {

struct entry {
    std::string_view code;
    std::string_view english;
};

// In the order of the codes.
constexpr std::array entries{
    entry{"already_redeemed", "This reservation was already redeemed."},
    entry{"cancelled", "This reservation was cancelled."},
    entry{"expired", "This reservation has expired."},
    entry{"idempotency_key_in_progress",
          "A request with this Idempotency-Key is still in progress."},
    entry{"idempotency_key_invalid", "Idempotency-Key must be 1 to 255 visible ASCII characters."},
    entry{"idempotency_key_reused", "This Idempotency-Key was already used for another request."},
    entry{"invalid_credentials", "Invalid username or password."},
    entry{"limit_reached", "You have reached the limit for this promo."},
    entry{"location_unknown",
          "Your location is not known: send latitude and longitude, or set them in your profile."},
    entry{"logged_in", "Login successful."},
    entry{"logged_out", "Logout successful."},
    entry{"no_store", "You do not own a store."},
    entry{"no_window", "No window of this promo is open or to come."},
    entry{"not_active", "This promo is not active."},
    entry{"not_completed", "This reservation is not completed."},
    entry{"not_eligible", "You are not eligible for this promo."},
    // {product}, {store}, {price}, {currency}, {until}: see notifications::notice_text.
    entry{"notice_flash_promo",
          "{product} at {store} for {price} {currency}, now and until {until}."},
    entry{"notice_restock",
          "{product} at {store} is available again for {price} {currency}, until {until}."},
    entry{"password_changed", "Password changed successfully."},
    entry{"product_has_promos", "This product has promos. Make it unavailable instead."},
    entry{"registered", "User registered successfully."},
    entry{"sold_out", "This promo is sold out."},
    entry{"store_has_promos", "This store has promos. Deactivate it instead."},
    entry{"too_far", "You are too far away for this promo."},
    entry{"wrong_code", "The pickup code does not match."},
};
static_assert(std::ranges::is_sorted(entries, {}, &entry::code));

} // namespace

std::string_view message(std::string_view code, language) {
    const auto* found = std::ranges::lower_bound(entries, code, {}, &entry::code);
    MARKETPLACE_ASSERT(found != entries.end() && found->code == code);
    return found->english;
}

} // namespace base
