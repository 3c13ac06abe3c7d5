#include "products/wire.hpp"

#include "base/errors.hpp"
#include "http/query_decoder.hpp"
#include "products/currency.hpp"

#include <algorithm>

namespace products {
namespace {

constexpr std::size_t name_length_max = 255;
constexpr std::size_t description_length_max = 5000;
constexpr std::size_t image_length_max = 500;
constexpr std::string_view default_currency = "USD";

/// A path on this site, or http(s) with a host. Visible ASCII only: other characters travel
/// percent-encoded.
bool good_image_address(std::string_view address) {
    const bool visible = std::ranges::all_of(
        address, [](char c) { return c > ' ' && c <= '~' && c != '"' && c != '<'; });
    if (!visible)
        return false;
    if (address.starts_with('/'))
        return !address.starts_with("//");
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (address.starts_with(scheme)) {
            return address.size() > scheme.size() &&
                   !std::string_view{"/?#:"}.contains(address[scheme.size()]);
        }
    }
    return false;
}

/// Blank or null: taken away.
std::optional<std::optional<std::string>> read_image(json::object_decoder& in) {
    auto image = in.optional_text("image", {.length_max = image_length_max, .blank_allowed = true});
    if (in.is_null("image") || (image && image->empty()))
        return std::optional<std::string>{};
    if (!image)
        return std::nullopt;
    if (!good_image_address(*image))
        in.fail("image", "Enter a valid URL.");
    return image;
}

} // namespace

boost::json::object to_json(const product& of) {
    boost::json::object out;
    out["id"] = of.id.value();
    out["store"] = of.store.value();
    out["name"] = of.name;
    out["description"] = of.description;
    out["original_price"] = of.original_price.to_string();
    out["currency"] = of.currency;
    out["is_available"] = of.is_available;
    out["image"] = of.image ? boost::json::value(*of.image) : nullptr;
    out["created_at"] = base::to_rfc3339(of.created_at);
    return out;
}

product_change decode_product_change(json::object_decoder& in, bool whole) {
    in.ignore({"id", "created_at"});
    in.refuse_null({"description", "currency", "is_available"});
    if (!whole)
        in.partial();
    product_change change;
    if (const auto store = in.required_key("store"))
        change.store = base::store_id{*store};
    change.name = in.required_text("name", {.length_max = name_length_max});
    change.original_price = in.required_money("original_price", *base::money::from_cents(1));
    change.description = in.optional_text(
        "description", {.length_max = description_length_max, .blank_allowed = true});
    change.currency = in.optional_choice("currency", currencies());
    if (change.original_price && change.currency && !fits(*change.original_price, *change.currency))
        in.fail("original_price", "Ensure that there are no more than 0 decimal places.");
    change.is_available = in.optional_boolean("is_available");
    change.image = read_image(in);
    return change;
}

new_product to_new_product(product_change filled) {
    MARKETPLACE_ASSERT(filled.store && filled.name && filled.original_price);
    return {*filled.store,
            std::move(*filled.name),
            std::move(filled.description).value_or(""),
            *filled.original_price,
            std::move(filled.currency).value_or(std::string{default_currency}),
            filled.is_available.value_or(true),
            std::move(filled.image).value_or(std::nullopt)};
}

std::expected<product_filter, http::response> decode_filter(const http::query& from) {
    http::query_decoder in{from};
    product_filter filter;
    filter.store = in.id<base::store_id>("store");
    filter.is_available = in.boolean("is_available");
    filter.search = in.search();
    filter.order = in.ordering({"name", "original_price", "created_at"});
    return in.finish(filter);
}

} // namespace products
