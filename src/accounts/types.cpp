#include "accounts/types.hpp"

namespace accounts {

std::string_view to_string(user_type type) {
    return user_type_names[static_cast<std::size_t>(type)];
}

std::optional<user_type> parse_user_type(std::string_view text) {
    for (const auto type : {user_type::new_user, user_type::regular, user_type::frequent}) {
        if (to_string(type) == text)
            return type;
    }
    return std::nullopt;
}

} // namespace accounts
