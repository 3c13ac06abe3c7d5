#pragma once

#include "base/messages.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

#include <string_view>

namespace http {

/// The language of Accept-Language that we have and that is wanted most ("es-CO,es;q=0.9,en;q=0.8":
/// Spanish); English when there is none.
base::language preferred_language(std::string_view accept_language);
base::language language_of(const request& from);

/// Says a refusal in the language that the client prefers: the texts of field errors, details and
/// outcomes. What it does not know it leaves as it is.
void localize(const request& from, response& answer);

} // namespace http
