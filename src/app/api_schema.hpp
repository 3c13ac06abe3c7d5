#pragma once

#include "http/api_docs.hpp"

namespace app {

/// What all modules say of their routes.
http::api_docs api_documentation();

/// /api/schema/, the OpenAPI document of the routes that `router` has by now, and OPTIONS of each
/// of their paths; made once.
void register_schema_routes(http::router& router);

} // namespace app
