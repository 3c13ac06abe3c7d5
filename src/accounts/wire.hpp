#pragma once

#include "accounts/types.hpp"
#include "json/decoder.hpp"

#include <string>

#include <boost/json/object.hpp>

namespace accounts {

/// What a person sees of their own account.
boost::json::object to_json(const user& of);
/// What staff see of an account.
boost::json::object to_staff_json(const user& of);

/// A new account and its password, which is not hashed yet.
struct registration {
    new_user account;
    std::string password;
};

// Each of these reads one kind of body; what is wrong stands in `in` and the value counts only if
// that is nothing.

registration decode_registration(json::object_decoder& in);
/// By staff: any segment, and the flags.
registration decode_new_user(json::object_decoder& in);
user_change decode_profile_change(json::object_decoder& in);
user_change decode_user_change(json::object_decoder& in);

} // namespace accounts
