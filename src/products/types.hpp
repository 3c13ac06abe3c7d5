#pragma once

#include "base/clock.hpp"
#include "base/listing.hpp"
#include "base/money.hpp"
#include "base/strong_id.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace products {

/// False when the price has decimals and its currency has none.
bool fits(base::money price, std::string_view currency);

/// What a store sells, with the price that a promo undercuts.
struct product {
    base::product_id id;
    base::store_id store;
    std::string name;
    std::string description;
    base::money original_price;
    /// ISO 4217, of at most two decimals.
    std::string currency;
    bool is_available = true;
    /// An absolute address or a path on this site.
    std::optional<std::string> image;
    base::instant created_at;
};

struct new_product {
    base::store_id store;
    std::string name;
    std::string description;
    base::money original_price;
    std::string currency;
    bool is_available = true;
    std::optional<std::string> image;
};

/// Only what is set changes.
struct product_change {
    std::optional<base::store_id> store;
    std::optional<std::string> name;
    std::optional<std::string> description;
    std::optional<base::money> original_price;
    std::optional<std::string> currency;
    std::optional<bool> is_available;
    /// Set and empty: the image is taken away.
    std::optional<std::optional<std::string>> image;
};

/// Which products a list holds, by id.
struct product_filter {
    std::optional<base::store_id> store;
    std::optional<bool> is_available;
    /// Words that are all in the name, in any case.
    std::optional<std::string> search;
    base::list_order order;
};

} // namespace products
