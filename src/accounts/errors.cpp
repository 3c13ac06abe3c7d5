#include "accounts/errors.hpp"

#include "accounts/authenticator.hpp"
namespace accounts {
namespace {

http::response unauthorized(std::string_view text, std::string_view code) {
    return with_challenge(
        http::json_response(401, boost::json::object{{"detail", text}, {"code", code}}));
}

} // namespace

http::response to_response(const rejection& refused) {
    switch (refused.why) {
    case error::invalid_fields:
        return http::invalid(refused.fields);
    case error::bad_credentials:
        return with_challenge(http::refused(401, "invalid_credentials"));
    case error::not_found:
        return http::not_found();
    case error::user_not_found:
        return unauthorized("User not found", "user_not_found");
    case error::user_inactive:
        return unauthorized("User is inactive", "user_inactive");
    case error::token_invalid:
        return unauthorized("Token is invalid or expired", "token_not_valid");
    case error::token_wrong_type:
        return unauthorized("Token has wrong type", "token_not_valid");
    case error::token_blacklisted:
        return unauthorized("Token is blacklisted", "token_not_valid");
    case error::owns_stores:
        return http::refused(409, "owns_stores");
    case error::no_active_account:
        return with_challenge(http::detail(401, "No active account found for the given token."));
    }
    return {};
}

} // namespace accounts
