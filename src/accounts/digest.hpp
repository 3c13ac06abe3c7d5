#pragma once

#include <string>
#include <string_view>

namespace accounts {

/// BLAKE2b, 32 bytes: for what is found again by its digest. Not for passwords.
std::string digest(std::string_view text);

} // namespace accounts
