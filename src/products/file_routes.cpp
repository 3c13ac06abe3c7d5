#include "products/file_routes.hpp"

#include "http/body.hpp"
#include "http/query_decoder.hpp"
#include "http/shown.hpp"
#include "products/import.hpp"
#include "products/wire.hpp"

namespace products {
namespace {

using http::request;
using http::response;
using answer = async::task<response>;

struct api {
    service& products;
    images& pictures;
    accounts::idempotency& repeats;
};

/// Why the caller may not change the product; nothing when they may.
async::task<std::optional<response>> refuse_stranger(api with, const request& from) {
    const auto owner = co_await with.products.owner_of(from.deadline, from.id<base::product_id>());
    if (!owner)
        co_return to_response({error::not_found});
    if (*owner != from.caller->user)
        co_return to_response({error::not_owner});
    co_return std::nullopt;
}

std::expected<image_facts, response> read_facts(const request& from) {
    const auto bad = [](std::string why) {
        return std::unexpected{http::invalid({{"image", {std::move(why)}}})};
    };
    if (from.body.empty())
        return bad("The submitted file is empty.");
    const auto facts = read_image_facts(from.body);
    if (!facts)
        return bad("Upload a valid image: PNG, JPEG or WebP.");
    if (std::max(facts->width, facts->height) > image_side_max)
        return bad(fmt::format("Ensure no side has more than {} pixels.", image_side_max));
    return *facts;
}

answer put_image(api with, request& from) {
    if (auto refused = co_await refuse_stranger(with, from))
        co_return std::move(*refused);
    const auto facts = read_facts(from);
    if (!facts)
        co_return facts.error();
    const auto effect = [with, &from, &facts](postgres::transaction& tx) -> answer {
        co_return http::shown(200, co_await with.pictures.show(tx, accounts::actor::of(from),
                                                               from.id<base::product_id>(), *facts,
                                                               from.body));
    };
    co_return co_await with.repeats.run(from, effect);
}

answer remove_image(api with, request& from) {
    const auto effect = [with, &from](postgres::transaction& tx) -> answer {
        const auto done = co_await with.pictures.take_away(tx, accounts::actor::of(from),
                                                           from.id<base::product_id>());
        co_return done ? http::no_content() : to_response(done.error());
    };
    co_return co_await with.repeats.run(from, effect);
}

/// The address names the bytes, so that it may be kept for ever.
answer read_image(api with, request& from) {
    const auto digest = images::digest_of(from.path_values.front());
    if (!digest)
        co_return http::not_found();
    const auto tag = '"' + *digest + '"';
    response made;
    made.headers = {{"Cache-Control", "public, max-age=31536000, immutable"},
                    {"ETag", tag},
                    {"Content-Security-Policy", "default-src 'none'"}};
    if (from.header("if-none-match") == tag) {
        made.status = 304;
        made.content_type.clear();
        co_return made;
    }
    auto found = co_await with.pictures.find(from.deadline, *digest);
    if (!found)
        co_return http::not_found();
    made.content_type = std::move(found->content_type);
    made.body = std::move(found->content);
    co_return made;
}

answer import_products(api with, request& from) {
    http::query_decoder in{from.query};
    const auto dry_run = in.finish(in.boolean("dry_run").value_or(false));
    if (!dry_run)
        co_return dry_run.error();
    const auto store = from.id<base::store_id>();
    if (const auto refused =
            co_await with.products.refusal_of_store(from.deadline, store, from.caller->user))
        co_return to_response(*refused);
    const auto read = read_products(from.body, store);
    if (!read.errors.empty() && !*dry_run)
        co_return http::json_response(400, to_json(read, 0));
    if (*dry_run)
        co_return http::json_response(200, to_json(read, 0));
    const auto effect = [with, &from, &read, store](postgres::transaction& tx) -> answer {
        const auto created =
            co_await with.products.import(tx, accounts::actor::of(from), store, read.products);
        if (!created)
            co_return to_response(created.error());
        co_return http::json_response(201, to_json(read, *created));
    };
    co_return co_await with.repeats.run(from, effect);
}

} // namespace

void register_file_routes(http::router& router, service& products, images& pictures,
                          accounts::idempotency& repeats, file_limits limits) {
    using enum http::access;
    using enum http::verb;
    const auto on = http::bound(api{products, pictures, repeats});
    router.add(
        {put, "/api/products/{id}/image/", signed_in, on(put_image), limits.image_bytes_max});
    router.add({delete_, "/api/products/{id}/image/", signed_in, on(remove_image)});
    router.add({get, "/media/{name}", anyone, on(read_image)});
    router.add({post, "/api/stores/{id}/products/import/", signed_in, on(import_products),
                limits.import_bytes_max});
}

} // namespace products
