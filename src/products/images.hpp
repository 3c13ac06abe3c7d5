#pragma once

#include "products/image_format.hpp"
#include "products/service.hpp"

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace products {

/// A longer side is refused.
inline constexpr std::uint32_t image_side_max = 10'000;

struct stored_image {
    std::string content_type;
    std::string content;
};

/// Pictures of products, in the database: named by a digest of their bytes, so that an address
/// always shows the same.
class images {
public:
    images(postgres::pool& pool, service& products)
        : pool_{pool}
        , products_{products} {}

    /// "/media/DIGEST.png" of a picture.
    static std::string address(std::string_view content, image_type type);
    /// The digest in "DIGEST.png"; nothing for a name that no address has.
    static std::optional<std::string> digest_of(std::string_view name);

    /// Stores the picture and shows it with the product, whose owner the actor must be.
    async::task<std::expected<product, rejection>> show(postgres::transaction& tx,
                                                        accounts::actor by, base::product_id id,
                                                        image_facts facts, std::string content);
    async::task<std::expected<product, rejection>>
    take_away(postgres::transaction& tx, accounts::actor by, base::product_id id);

    async::task<std::optional<stored_image>> find(async::deadline until, std::string digest);

private:
    postgres::pool& pool_;
    service& products_;
};

/// Deletes pictures that no product shows, a day after they were uploaded; gives how many.
async::task<std::int64_t> prune_images(postgres::pool& pool, async::deadline until);

} // namespace products
