#pragma once

#include "http/api_docs.hpp"

namespace notifications {

/// What the API's document says of this module's routes.
void describe_routes(http::api_docs& docs);

} // namespace notifications
