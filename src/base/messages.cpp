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
    entry{"expired", "This reservation has expired."},
    entry{"limit_reached", "You have reached the limit for this promo."},
    entry{"not_active", "This promo is not active."},
    entry{"not_eligible", "You are not eligible for this promo."},
    entry{"sold_out", "This promo is sold out."},
    entry{"too_far", "You are too far away for this promo."},
};
static_assert(std::ranges::is_sorted(entries, {}, &entry::code));

} // namespace

std::string_view message(std::string_view code, language) {
    const auto* found = std::ranges::lower_bound(entries, code, {}, &entry::code);
    MARKETPLACE_ASSERT(found != entries.end() && found->code == code);
    return found->english;
}

} // namespace base
