#pragma once

#include "http/router.hpp"
#include "reservations/service.hpp"

namespace reservations {

void register_routes(http::router& routes, service& reservations);

} // namespace reservations
