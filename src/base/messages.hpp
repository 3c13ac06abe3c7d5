#pragma once

#include <cstdint>
#include <string_view>

namespace base {

enum class language : std::uint8_t { english };

/// The text that a person reads for a code that programs read ("sold_out"). One table in
/// messages.cpp holds them all. An unknown code is our own mistake and aborts.
std::string_view message(std::string_view code, language in = language::english);

} // namespace base
