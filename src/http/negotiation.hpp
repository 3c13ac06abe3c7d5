#pragma once

#include "http/request.hpp"
#include "http/response.hpp"

#include <optional>
#include <string_view>

namespace http {

/// Whether an Accept header takes this media type. As Django REST Framework reads it: its ranges
/// only, not their weights; who takes application/problem+json takes JSON.
bool accepts(std::string_view accept, std::string_view media_type);

/// 406 when the client takes nothing of what the route gives; an absent or empty Accept takes all.
std::optional<response> refuse_unacceptable(const request& from, std::string_view media_type);

/// Makes a refusal in JSON a problem of RFC 9457, if the client names application/problem+json in
/// its Accept: {type, title, status, detail} beside the members that it has anyway (`code`,
/// `messages`); field errors stand under `errors`.
void as_problem(const request& from, response& answer);

} // namespace http
