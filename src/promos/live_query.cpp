#include "promos/live_query.hpp"

#include "http/query_decoder.hpp"

namespace promos {
namespace {

constexpr double radius_m_min = 1;
constexpr double radius_m_max = 100'000;

} // namespace

std::expected<live_request, json::field_errors> read_live_query(const http::query& from) {
    http::query_decoder in{from};
    live_request asked;
    auto& query = asked.query;
    asked.upcoming = in.boolean("upcoming").value_or(false);
    asked.promo = in.id<base::promo_id>("promo");
    query.near = in.point("near");
    query.radius_m = in.metres("radius_m", radius_m_min, radius_m_max);
    if (query.radius_m && !in.text("near"))
        in.fail("near", "This field is required.");
    if (const auto name = in.choice("segment", segment_names))
        query.for_segment = parse_segment(*name);
    auto errors = in.finish();
    if (!errors.empty())
        return std::unexpected{std::move(errors)};
    return asked;
}

} // namespace promos
