#include "stores/errors.hpp"

namespace stores {

http::response to_response(error why) {
    switch (why) {
    case error::not_found:
        return http::not_found();
    case error::not_owner:
        return http::permission_denied();
    case error::has_promos:
        return http::refused(409, "store_has_promos");
    }
    return {};
}

} // namespace stores
