#pragma once

#include "http/api_docs.hpp"

namespace http {

/// Answers OPTIONS on every path under /api/ as Django REST Framework does: {name, description,
/// renders, parses, actions}, the last for the verbs that take a body and that the caller may use.
/// Who may use no verb of a path is refused as there. The last of all registrations of `routes`;
/// `docs` is read now and not kept.
void register_options(router& routes, const api_docs& docs);

} // namespace http
