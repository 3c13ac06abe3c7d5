#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace base {

enum class language : std::uint8_t { english, spanish };

/// The text that a person reads for a code that programs read ("sold_out"). One table in
/// messages.cpp holds them all. An unknown code is our own mistake and aborts.
std::string_view message(std::string_view code, language in = language::english);

/// The same; nothing for an unknown code.
std::optional<std::string_view> find_message(std::string_view code, language in);

std::vector<std::string_view> message_codes();

} // namespace base
