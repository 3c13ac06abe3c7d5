#pragma once

#include "http/api_docs.hpp"

namespace app {

/// What all modules say of their routes.
http::api_docs api_documentation();

/// /api/schema/: the OpenAPI document of the routes that `router` has by now, made once.
void register_schema_route(http::router& router);

} // namespace app
