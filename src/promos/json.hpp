#pragma once

#include "json/decoder.hpp"
#include "promos/types.hpp"

#include <boost/json/object.hpp>

namespace promos {

/// The API's flash promo, its keys in the documented order.
boost::json::object to_json(const promo& from);
/// What a merchant decides, as the API and the audit log write it.
boost::json::object to_json(const promo_fields& from);
boost::json::object to_json(const promo_window& from);
boost::json::object to_json(const preview& from);

/// Reads a flash promo's writable keys over `base` (what is absent keeps its value, in a PUT as in
/// a PATCH: as with Django REST Framework, PUT only demands what is required) and passes over
/// the read-only ones. Rules of several fields are checked here; what only the database knows is
/// not.
promo_fields read_fields(json::object_decoder& from, promo_fields base);

} // namespace promos
