#pragma once

#include "accounts/routes.hpp"

namespace accounts {

/// Puts a new pair of tokens into an answer: both in the body, or with X-Token-Cookie: 1 the
/// refresh token in its cookie.
void add_tokens(api with, const http::request& from, const token_pair& tokens,
                boost::json::object& body, http::response& answer);

} // namespace accounts
