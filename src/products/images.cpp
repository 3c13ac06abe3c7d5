#include "products/images.hpp"

#include "base/encoding.hpp"
#include "products/sql.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <sodium.h>

namespace products {
namespace {

using postgres::lane;
using postgres::params;

constexpr std::size_t digest_bytes = 16;
constexpr std::string_view folder = "/media/";

std::string digest(std::string_view content) {
    std::array<std::uint8_t, digest_bytes> out{};
    const auto bytes = base::as_bytes(content);
    crypto_generichash(out.data(), out.size(), bytes.data(), bytes.size(), nullptr, 0);
    return base::to_hex(out);
}

} // namespace

std::string images::address(std::string_view content, image_type type) {
    return fmt::format("{}{}.{}", folder, digest(content), file_ending(type));
}

std::optional<std::string> images::digest_of(std::string_view name) {
    const auto dot = std::min(name.find('.'), name.size());
    const auto stem = name.substr(0, dot);
    const auto ending = name.substr(dot);
    const bool known = ending == ".png" || ending == ".jpg" || ending == ".webp";
    const bool hex = std::ranges::all_of(
        stem, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (!known || !hex || stem.size() != 2 * digest_bytes)
        return std::nullopt;
    return std::string{stem};
}

async::task<std::expected<product, rejection>> images::show(postgres::transaction& tx,
                                                            accounts::actor by, base::product_id id,
                                                            image_facts facts,
                                                            std::string content) {
    product_change wanted;
    wanted.image = std::optional{address(content, facts.type)};
    auto changed = co_await products_.change(tx, std::move(by), id, std::move(wanted));
    if (!changed)
        co_return changed;
    const auto named = digest(content);
    co_await tx.run(sql::keep_image,
                    params{named, content_type(facts.type), static_cast<std::int32_t>(facts.width),
                           static_cast<std::int32_t>(facts.height),
                           postgres::bytea{std::move(content)}});
    co_return changed;
}

async::task<std::expected<product, rejection>>
images::take_away(postgres::transaction& tx, accounts::actor by, base::product_id id) {
    product_change wanted;
    wanted.image = std::optional<std::string>{};
    return products_.change(tx, std::move(by), id, std::move(wanted));
}

async::task<std::optional<stored_image>> images::find(async::deadline until, std::string named) {
    const auto found = co_await pool_.run(lane::work, until, sql::find_image, params{named});
    if (found.empty())
        co_return std::nullopt;
    co_return stored_image{found[0].at<std::string>(0), found[0].at<postgres::bytea>(1).bytes};
}

async::task<std::int64_t> prune_images(postgres::pool& pool, async::deadline until) {
    co_return (co_await pool.run(lane::work, until, sql::prune_images)).size();
}

} // namespace products
