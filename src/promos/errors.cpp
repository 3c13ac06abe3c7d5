#include "promos/errors.hpp"

namespace promos {

http::response to_response(const rejection& refused) {
    switch (refused.why) {
    case error::invalid_fields:
        return http::invalid(refused.fields);
    case error::not_found:
        return http::not_found();
    case error::not_owner:
        return http::permission_denied();
    case error::no_window:
        return http::refused(409, "no_window");
    }
    return {};
}

} // namespace promos
