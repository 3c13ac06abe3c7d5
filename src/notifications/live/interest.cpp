#include "notifications/live/interest.hpp"

#include "http/query_decoder.hpp"
#include "json/text.hpp"

#include <algorithm>
#include <cmath>

namespace notifications::live {
namespace {

constexpr double radius_m_min = 1;
constexpr double radius_m_max = 100'000;
/// Of a degree of latitude; a little less than the shortest, so that nothing near is left out.
constexpr double metres_per_degree = 110'000;

template <class Id>
std::vector<Id> read_ids(http::query_decoder& in, std::string_view key) {
    std::vector<Id> ids;
    auto rest = in.text(key).value_or(std::string_view{});
    while (!rest.empty()) {
        const auto comma = std::min(rest.find(','), rest.size());
        const auto id = json::parse_integer(json::trimmed(rest.substr(0, comma)));
        if (!id || *id <= 0) {
            in.fail(key, "Enter ids, separated by commas.");
            return {};
        }
        ids.emplace_back(*id);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    if (ids.size() > named_max)
        in.fail(key, fmt::format("Ensure there are no more than {} ids.", named_max));
    ids.shrink_to_fit();
    return ids;
}

} // namespace

std::expected<interest, json::field_errors> interest::parse(const http::query& from) {
    http::query_decoder in{from};
    interest read;
    read.near_ = in.point("near");
    read.radius_m_ = in.metres("radius_m", radius_m_min, radius_m_max);
    if (read.radius_m_ && !in.text("near"))
        in.fail("near", "This field is required.");
    read.promos_ = read_ids<base::promo_id>(in, "promo");
    read.stores_ = read_ids<base::store_id>(in, "store");
    auto errors = in.finish();
    if (!errors.empty())
        return std::unexpected{std::move(errors)};
    return read;
}

bool interest::hears(const place& of) const {
    if (!near_ && promos_.empty() && stores_.empty())
        return true;
    return is_near(of) || std::ranges::find(promos_, of.promo) != promos_.end() ||
           std::ranges::find(stores_, of.store) != stores_.end();
}

bool interest::is_near(const place& of) const {
    if (!near_)
        return false;
    const auto reach = radius_m_.value_or(of.radius_m);
    // Most are far north or south, which costs no sine.
    if (std::abs(near_->latitude() - of.location.latitude()) * metres_per_degree > reach)
        return false;
    return base::distance_m(*near_, of.location) <= reach;
}

} // namespace notifications::live
