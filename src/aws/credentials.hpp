#pragma once

#include "aws_wire/sigv4.hpp"

#include <string>

namespace aws {

using credentials = aws_wire::credentials;

/// The credentials that the settings give. Without any, what talks only to services of one's own
/// signs as "test": those check no signatures, and the real AWS is never asked. Throws
/// std::invalid_argument that names each missing setting when one of the pair is missing, or when
/// both are and `needs_real` says that the real AWS is meant.
credentials static_credentials(const std::string& access_key_id,
                               const std::string& secret_access_key,
                               const std::string& session_token, bool needs_real);

} // namespace aws
