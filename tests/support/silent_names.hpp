#pragma once

#include <string>

namespace testing_support {

/// A host whose name servers take every question and answer none: in a program that calls this,
/// getaddrinfo gives up on it after 2 s, as it does on such servers. All other names are asked as
/// ever. No right to change the machine's own name servers is needed.
std::string silent_host();

} // namespace testing_support
