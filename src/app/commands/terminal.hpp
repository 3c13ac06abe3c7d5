#pragma once

#include <string>

namespace app {

/// Asks on the terminal; throws failure when there is none or the input ends.
std::string ask(const std::string& question);

/// The same without showing what is typed.
std::string ask_secretly(const std::string& question);

/// Twice, until both are equal and not empty (three times at most).
std::string ask_new_password();

} // namespace app
