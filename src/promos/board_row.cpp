#include "promos/board_row.hpp"

namespace promos {
namespace {

/// In the order of the columns.
struct window_row {
    base::window_id window;
    base::promo_id promo;
    base::product_id product;
    base::store_id store;
    std::string product_name;
    std::string store_name;
    base::money price;
    base::money original_price;
    std::string currency;
    double latitude;
    double longitude;
    std::int32_t radius_m;
    std::vector<std::string> segments;
    base::instant opens_at;
    base::instant closes_at;
    std::int32_t hold_seconds;
    std::int32_t max_per_user;
    bool reserve_radius_check;
    std::string state;
    std::int32_t version;
    std::int64_t revision;
    base::instant updated_at;
    std::int32_t left;
    std::string image;
    std::string address;
    std::string time_zone;
    std::int32_t stock;
};

std::optional<board_window> to_window(window_row row) {
    const auto location = base::geo_point::from_degrees(row.latitude, row.longitude);
    const auto state = parse_window_state(row.state);
    if (!location || !state)
        return std::nullopt;
    return board_window{.window = row.window,
                        .promo = row.promo,
                        .product = row.product,
                        .store = row.store,
                        .product_name = std::move(row.product_name),
                        .store_name = std::move(row.store_name),
                        .promo_price = row.price,
                        .original_price = row.original_price,
                        .currency = std::move(row.currency),
                        .location = *location,
                        .radius_m = static_cast<double>(row.radius_m),
                        .segments = segment_set::from_names(row.segments),
                        .opens_at = row.opens_at,
                        .closes_at = row.closes_at,
                        .hold_seconds = row.hold_seconds,
                        .max_per_user = row.max_per_user,
                        .reserve_radius_check = row.reserve_radius_check,
                        .state = *state,
                        .version = row.version,
                        .revision = row.revision,
                        .updated_at = row.updated_at,
                        .left = row.left,
                        .image = std::move(row.image),
                        .address = std::move(row.address),
                        .time_zone = std::move(row.time_zone),
                        .stock = row.stock};
}

} // namespace

std::vector<board_window> read_board_windows(const postgres::result& rows) {
    std::vector<board_window> windows;
    for (auto& row : rows.all<window_row>()) {
        if (auto window = to_window(std::move(row)))
            windows.push_back(std::move(*window));
    }
    return windows;
}

} // namespace promos
