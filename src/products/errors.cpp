#include "products/errors.hpp"

namespace products {
namespace {

http::response bad_field(std::string field, std::string why) {
    return http::invalid({{std::move(field), {std::move(why)}}});
}

} // namespace

http::response to_response(const rejection& refused) {
    switch (refused.why) {
    case error::not_found:
        return http::not_found();
    case error::not_owner:
        return http::permission_denied();
    case error::unknown_store:
        return bad_field("store",
                         fmt::format("Invalid pk \"{}\" - object does not exist.", refused.store));
    case error::too_many_decimals:
        return bad_field("original_price", "Ensure that there are no more than 0 decimal places.");
    case error::below_promo_price:
        return bad_field("original_price", "A promo of this product has a higher price.");
    case error::has_promos:
        return http::refused(409, "product_has_promos");
    }
    return {};
}

} // namespace products
