#include "notifications/errors.hpp"

namespace notifications {

http::response to_response(error why) {
    switch (why) {
    case error::not_found:
        return http::not_found();
    case error::forbidden:
        return http::permission_denied();
    case error::no_store:
        return http::refused(404, "no_store");
    case error::not_active:
        return http::refused(400, "not_active");
    }
    return {};
}

} // namespace notifications
