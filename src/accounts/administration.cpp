#include "accounts/administration.hpp"

#include "accounts/audit.hpp"
#include "accounts/password.hpp"
#include "accounts/repository.hpp"
#include "accounts/rules.hpp"
#include "json/text.hpp"

namespace accounts {
namespace {

void add(json::field_errors& errors, std::string_view field, std::optional<std::string> error) {
    if (error)
        errors[std::string{field}].push_back(std::move(*error));
}

std::optional<std::string> length_error(std::string_view text, std::size_t length_max) {
    if (json::count_code_points(text) <= length_max)
        return std::nullopt;
    return fmt::format("Ensure this field has no more than {} characters.", length_max);
}

json::field_errors superuser_errors(const std::string& username, const std::string& email,
                                    const std::string& password) {
    json::field_errors errors;
    if (username.empty())
        add(errors, "username", "This field may not be blank.");
    add(errors, "username", username_error(username));
    add(errors, "username", length_error(username, username_length_max));
    if (!email.empty())
        add(errors, "email", email_error(email)); // Django takes a superuser without an address
    add(errors, "email", length_error(email, email_length_max));
    for (auto& error :
         password_errors(password, {{"username", username}, {"email address", email}})) {
        add(errors, "password", std::move(error));
    }
    add(errors, "password", length_error(password, password_length_max));
    return errors;
}

std::unexpected<rejection> refuse(json::field_errors fields) {
    return std::unexpected{rejection{error::invalid_fields, std::move(fields)}};
}

async::task<std::expected<user, rejection>> insert_superuser(postgres::transaction& tx,
                                                             repository& users, new_user made) {
    const auto id = co_await users.insert(tx, made, "staff");
    if (!id) {
        const auto taken =
            co_await users.find_taken(tx, made.username, made.email, base::user_id{});
        json::field_errors errors;
        if (taken.username)
            add(errors, "username", "That username is already taken.");
        if (taken.email)
            add(errors, "email", "A user with that email address already exists.");
        co_return refuse(std::move(errors));
    }
    co_await audit(tx, {}, "created", "user", id->value(),
                   {{"username", made.username}, {"email", made.email}, {"is_superuser", true}});
    co_return *co_await users.find(tx, *id);
}

async::task<> replace_password(postgres::transaction& tx, repository& users, base::user_id id,
                               std::string hash) {
    co_await users.lock(tx, id);
    co_await users.update_password(tx, id, std::move(hash));
    co_await users.revoke_all(tx, id);
    co_await audit(tx, {}, "password_changed", "user", id.value(), {});
}

} // namespace

async::task<std::expected<user, rejection>>
create_superuser(postgres::pool& pool, async::deadline until, std::string username,
                 std::string email, std::string password) {
    auto errors = superuser_errors(username, email, password);
    if (!errors.empty())
        co_return refuse(std::move(errors));
    new_user made;
    made.username = std::move(username);
    made.email = std::move(email);
    made.password_hash = hash_password(password);
    made.is_staff = true;
    made.is_superuser = true;
    repository users{pool};
    const auto body = [&](postgres::transaction& tx) {
        return insert_superuser(tx, users, std::move(made));
    };
    co_return co_await pool.in_transaction(postgres::lane::work, until, body);
}

async::task<std::expected<void, rejection>> change_password(postgres::pool& pool,
                                                            async::deadline until,
                                                            std::string username,
                                                            std::string password) {
    repository users{pool};
    const auto found = co_await users.find_credentials(until, username);
    if (!found)
        co_return std::unexpected{rejection{error::not_found, {}}};
    json::field_errors errors;
    for (auto& error : password_errors(password, {{"username", username}}))
        add(errors, "password", std::move(error));
    add(errors, "password", length_error(password, password_length_max));
    if (!errors.empty())
        co_return refuse(std::move(errors));
    const auto hash = hash_password(password);
    const auto body = [&](postgres::transaction& tx) {
        return replace_password(tx, users, found->id, hash);
    };
    co_await pool.in_transaction(postgres::lane::work, until, body);
    co_return std::expected<void, rejection>{};
}

} // namespace accounts
