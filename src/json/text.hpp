#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace json {

/// What Python calls the type of a JSON value: "str", "int", "list", ... for messages that Django
/// words so.
std::string_view python_type_name(const boost::json::value& value);

bool valid_utf8(std::string_view text);
/// Of valid UTF-8.
std::size_t count_code_points(std::string_view text);
std::string_view trimmed(std::string_view text);

/// The whole text as a decimal integer or number; nothing otherwise.
std::optional<std::int64_t> parse_integer(std::string_view text);
std::optional<double> parse_number(std::string_view text);
/// As DRF's BooleanField: "true", "True" or "1", and the same of false.
std::optional<bool> parse_boolean(std::string_view text);
/// "HH:MM[:SS[.ffffff]]"; the fraction is dropped.
std::optional<std::chrono::seconds> parse_time_of_day(std::string_view text);
/// "YYYY-MM-DD", a date that exists.
std::optional<std::chrono::year_month_day> parse_date(std::string_view text);

} // namespace json
