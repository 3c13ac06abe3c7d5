#include "accounts/service.hpp"

#include "accounts/wire.hpp"

namespace accounts {
namespace {

std::unexpected<rejection> refuse(error why) {
    return std::unexpected{rejection{why, {}}};
}

std::unexpected<rejection> refuse(json::field_errors fields) {
    return std::unexpected{rejection{error::invalid_fields, std::move(fields)}};
}

void add_taken(repository::taken taken, json::field_errors& errors) {
    if (taken.username)
        errors["username"].emplace_back("A user with that username already exists.");
    if (taken.email)
        errors["email"].emplace_back("A user with that email address already exists.");
}

} // namespace

service::service(postgres::pool& pool, password_hasher& hasher, const token_signer& signer,
                 const base::clock& clock, base::metrics& metrics, token_config config)
    : pool_{pool}
    , repository_{pool}
    , data_{pool}
    , resets_{pool}
    , hasher_{hasher}
    , signer_{signer}
    , clock_{clock}
    , metrics_{metrics}
    , config_{config} {}

async::task<> service::check(async::deadline until, base::user_id self, const user_change& wanted,
                             json::field_errors& errors) {
    if (wanted.username || wanted.email) {
        add_taken(co_await repository_.find_taken(until, wanted.username.value_or(""),
                                                  wanted.email.value_or(""), self),
                  errors);
    }
    if (wanted.time_zone && !co_await repository_.time_zone_known(until, *wanted.time_zone)) {
        errors["time_zone"].push_back(
            fmt::format("\"{}\" is not a valid choice.", *wanted.time_zone));
    }
}

async::task<json::field_errors> service::taken_errors(postgres::transaction& tx,
                                                      std::string username, std::string email,
                                                      base::user_id self) {
    json::field_errors errors;
    add_taken(co_await repository_.find_taken(tx, std::move(username), std::move(email), self),
              errors);
    co_return errors;
}

async::task<std::expected<user, rejection>>
service::create(postgres::transaction& tx, std::optional<actor> by, new_user made) {
    const auto id = co_await repository_.insert(tx, made, by ? "staff" : "registration");
    if (!id)
        co_return refuse(co_await taken_errors(tx, made.username, made.email, base::user_id{}));
    const auto added = co_await repository_.find(tx, *id);
    if (by) {
        co_await audit(tx, std::move(*by), "created", "user", id->value(), to_staff_json(*added));
    } else {
        metrics_.registrations.add();
    }
    co_return *added;
}

async::task<std::expected<user, rejection>> service::change(postgres::transaction& tx,
                                                            std::optional<actor> by,
                                                            base::user_id id, user_change wanted) {
    const auto gone = by ? error::not_found : error::user_not_found;
    const auto active = co_await repository_.lock(tx, id);
    if (!active)
        co_return refuse(gone);
    if (!by && !*active)
        co_return refuse(error::user_inactive);
    auto taken =
        co_await taken_errors(tx, wanted.username.value_or(""), wanted.email.value_or(""), id);
    if (!taken.empty())
        co_return refuse(std::move(taken));

    const auto before = co_await repository_.find(tx, id);
    try {
        co_await repository_.update(tx, id, wanted);
    } catch (const postgres::query_error& failure) {
        // Another request took it since we looked.
        const bool name = failure.violates("users_username_key");
        if (!name && !failure.violates("users_email_key"))
            throw;
        json::field_errors errors;
        add_taken({.username = name, .email = !name}, errors);
        co_return refuse(std::move(errors));
    }
    if (wanted.is_active == false)
        co_await repository_.revoke_all(tx, id);
    const auto after = co_await repository_.find(tx, id);
    if (by) {
        co_await audit(tx, std::move(*by), "updated", "user", id.value(),
                       changed_fields(to_staff_json(*before), to_staff_json(*after)));
    }
    co_return *after;
}

async::task<std::expected<void, rejection>> service::deactivate(postgres::transaction& tx, actor by,
                                                                base::user_id id) {
    const auto active = co_await repository_.lock(tx, id);
    if (!active)
        co_return refuse(error::not_found);
    if (!*active)
        co_return std::expected<void, rejection>{};
    user_change wanted;
    wanted.is_active = false;
    co_await repository_.update(tx, id, std::move(wanted));
    co_await repository_.revoke_all(tx, id);
    co_await audit(tx, std::move(by), "deactivated", "user", id.value(), {});
    co_return std::expected<void, rejection>{};
}

async::task<std::expected<user, rejection>> service::find(async::deadline until, base::user_id id) {
    auto found = co_await repository_.find(until, id);
    if (!found)
        co_return refuse(error::not_found);
    co_return std::move(*found);
}

async::task<std::expected<user, rejection>> service::self(async::deadline until, base::user_id id) {
    auto found = co_await repository_.find(until, id);
    if (!found)
        co_return refuse(error::user_not_found);
    if (!found->is_active)
        co_return refuse(error::user_inactive);
    co_return std::move(*found);
}

async::task<base::listing<user>> service::list(async::deadline until, user_filter filter,
                                               std::int64_t offset, std::int64_t limit) {
    base::listing<user> part;
    part.count = co_await repository_.count(until, filter);
    part.items = co_await repository_.list(until, filter, offset, limit);
    co_return part;
}

async::task<std::expected<base::user_id, rejection>>
service::authenticate(async::deadline until, std::string username, std::string password) {
    const auto found = co_await repository_.find_credentials(until, std::move(username));
    const bool good =
        co_await hasher_.matches(std::move(password), found ? found->password_hash : "");
    if (!good || !found->is_active) {
        metrics_.logins_refused.add();
        co_return refuse(error::bad_credentials);
    }
    metrics_.logins_accepted.add();
    co_return found->id;
}

async::task<bool> service::password_is(async::deadline until, base::user_id id,
                                       std::string password) {
    auto hash = co_await repository_.find_password_hash(until, id);
    co_return co_await hasher_.matches(std::move(password), std::move(hash).value_or(""));
}

async::task<> service::set_password(postgres::transaction& tx, base::user_id id,
                                    std::string password_hash) {
    co_await repository_.lock(tx, id);
    co_await repository_.update_password(tx, id, std::move(password_hash));
    co_await repository_.revoke_all(tx, id);
}

} // namespace accounts
