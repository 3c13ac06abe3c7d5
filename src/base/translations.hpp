#pragma once

#include "base/messages.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace base {

/// A sentence that an answer of the API says in English ("This field is required."), in another
/// language. What was put into it stays as it is. Nothing when the table in translations.cpp does
/// not have it; a test reads the sources for sentences that it lacks.
std::optional<std::string> translated(std::string_view english, language to);

} // namespace base
