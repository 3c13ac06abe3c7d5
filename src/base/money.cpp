#include "base/money.hpp"

#include <charconv>

#include <fmt/format.h>

namespace base {

std::optional<money> money::parse(std::string_view text) {
    const auto point = text.find('.');
    const auto units_text = text.substr(0, point);
    const auto cents_text =
        point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    if (units_text.empty() || units_text.size() > 8 || cents_text.size() > 2)
        return std::nullopt;
    if (point != std::string_view::npos && cents_text.empty())
        return std::nullopt;

    const auto digits = [](std::string_view part) {
        return part.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (!digits(units_text) || !digits(cents_text))
        return std::nullopt;

    std::int64_t units = 0;
    std::int64_t cents = 0;
    std::from_chars(units_text.data(), units_text.data() + units_text.size(), units);
    std::from_chars(cents_text.data(), cents_text.data() + cents_text.size(), cents);
    if (cents_text.size() == 1)
        cents *= 10;
    return from_cents(units * 100 + cents);
}

std::string money::to_string() const {
    return fmt::format("{}.{:02}", cents_ / 100, cents_ % 100);
}

} // namespace base
