#include "promos/service.hpp"

#include "products/types.hpp"
#include "promos/json.hpp"

namespace promos {
namespace {

std::unexpected<rejection> refuse(error why) {
    return std::unexpected{rejection{why}};
}

rejection bad_field(std::string field, std::string why) {
    return {error::invalid_fields, {{std::move(field), {std::move(why)}}}};
}

} // namespace

async::task<promo> service::reread(postgres::transaction& tx, base::promo_id id) {
    auto found = co_await repository_.find(tx, id);
    MARKETPLACE_ASSERT(found.has_value());
    co_return std::move(*found);
}

async::task<std::expected<promo, rejection>> service::owned(postgres::transaction& tx,
                                                            accounts::actor by, base::promo_id id) {
    if (!co_await repository_.lock(tx, id))
        co_return refuse(error::not_found);
    auto found = co_await reread(tx, id);
    if (found.owner != by.user)
        co_return refuse(error::not_owner);
    co_return found;
}

async::task<std::optional<rejection>> service::objection(postgres::transaction& tx,
                                                         const accounts::actor& by,
                                                         const proposal& wanted,
                                                         std::optional<base::store_id> home) {
    rejection refused{error::invalid_fields, wanted.errors};
    auto& errors = refused.fields;
    if (!errors.contains("product") && !errors.contains("non_field_errors")) {
        const auto id = wanted.fields.product;
        const auto product = co_await repository_.product(tx, id);
        if (product && product->owner != by.user)
            co_return rejection{error::not_owner};
        if (!product) {
            errors["product"].push_back(
                fmt::format("Invalid pk \"{}\" - object does not exist.", id.value()));
        } else if (home && product->store != *home) {
            errors["product"].emplace_back(
                "A promo stays in its store: choose a product of the same one.");
        }
        const bool comparable = product && !errors.contains("promo_price");
        if (comparable && wanted.fields.promo_price > product->original_price) {
            errors["promo_price"].emplace_back(
                "The promo price must not be above the product's original price.");
        }
        if (comparable && !products::fits(wanted.fields.promo_price, product->currency)) {
            errors["promo_price"].emplace_back(
                "Ensure that there are no more than 0 decimal places.");
        }
    }
    if (errors.empty())
        co_return std::nullopt;
    co_return refused;
}

async::task<std::expected<preview, rejection>>
service::preview(postgres::transaction& tx, accounts::actor by, proposal wanted) {
    if (auto refused = co_await objection(tx, by, wanted, std::nullopt))
        co_return std::unexpected{std::move(*refused)};
    co_return co_await repository_.preview(tx, std::move(wanted.fields));
}

async::task<std::expected<promo, rejection>> service::create(postgres::transaction& tx,
                                                             accounts::actor by, proposal wanted) {
    if (auto refused = co_await objection(tx, by, wanted, std::nullopt))
        co_return std::unexpected{std::move(*refused)};
    const auto id = co_await repository_.insert(tx, std::move(wanted.fields));
    co_await repository_.expand(tx, id);
    auto made = co_await reread(tx, id);
    co_await accounts::audit(tx, std::move(by), "created", "flash_promo", id.value(),
                             to_json(made.fields));
    co_return made;
}

async::task<std::expected<promo, rejection>>
service::change(postgres::transaction& tx, accounts::actor by, promo before, proposal wanted) {
    if (auto refused = co_await objection(tx, by, wanted, before.store))
        co_return std::unexpected{std::move(*refused)};
    if (wanted.fields == before.fields)
        co_return before;
    std::optional<std::int32_t> stock;
    std::optional<std::chrono::seconds> end;
    if (wanted.fields.stock != before.fields.stock)
        stock = wanted.fields.stock;
    if (wanted.fields.end_time != before.fields.end_time)
        end = wanted.fields.end_time;
    co_await repository_.update(tx, before.id, std::move(wanted.fields));
    if (stock || end) {
        const auto said = co_await repository_.edit_open(tx, before.id, stock, end);
        if (said == "stock") {
            co_return std::unexpected{
                bad_field("stock", "The open window has more units held and sold than that.")};
        }
        if (said == "end")
            co_return std::unexpected{bad_field("end_time", "The open window would have ended.")};
    }
    co_await repository_.reshape(tx, before.id);
    auto after = co_await reread(tx, before.id);
    co_await accounts::audit(
        tx, std::move(by), "updated", "flash_promo", before.id.value(),
        accounts::changed_fields(to_json(before.fields), to_json(after.fields)));
    co_return after;
}

async::task<std::expected<void, rejection>> service::remove(postgres::transaction& tx,
                                                            accounts::actor by, base::promo_id id) {
    const auto before = co_await owned(tx, by, id);
    if (!before)
        co_return std::unexpected{before.error()};
    co_await repository_.close(tx, id);
    co_await repository_.remove(tx, id);
    co_await accounts::audit(tx, std::move(by), "deleted", "flash_promo", id.value(),
                             to_json(before->fields));
    co_return std::expected<void, rejection>{};
}

async::task<std::expected<promo, rejection>> service::extend(postgres::transaction& tx,
                                                             accounts::actor by, base::promo_id id,
                                                             std::int32_t more_stock,
                                                             std::int32_t more_seconds) {
    const auto before = co_await owned(tx, by, id);
    if (!before)
        co_return before;
    const auto said = co_await repository_.extend(tx, id, more_stock, more_seconds);
    if (said == "none")
        co_return refuse(error::no_window);
    if (said == "time") {
        co_return std::unexpected{
            bad_field("add_seconds", "The next window would begin before the end.")};
    }
    if (said == "stock") {
        co_return std::unexpected{
            bad_field("add_stock", "Ensure the stock is less than or equal to 1000000.")};
    }
    co_await accounts::audit(tx, std::move(by), "extended", "flash_promo", id.value(),
                             {{"add_stock", more_stock}, {"add_seconds", more_seconds}});
    co_return co_await reread(tx, id);
}

async::task<std::expected<promo, rejection>> service::close(postgres::transaction& tx,
                                                            accounts::actor by, base::promo_id id) {
    const auto before = co_await owned(tx, by, id);
    if (!before || before->status == "closed")
        co_return before;
    const auto closed = co_await repository_.close(tx, id);
    co_await accounts::audit(tx, std::move(by), "closed", "flash_promo", id.value(),
                             {{"windows", closed}});
    co_return co_await reread(tx, id);
}

} // namespace promos
