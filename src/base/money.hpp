#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

/// An amount in hundredths of a currency unit; the currency travels beside it. Never negative, at
/// most 99,999,999.99, as a DecimalField(max_digits=10, decimal_places=2) holds.
class money {
public:
    static constexpr std::int64_t cents_max = 9'999'999'999;

    constexpr money() = default;

    /// Nothing when `cents` is negative or above cents_max.
    static constexpr std::optional<money> from_cents(std::int64_t cents) {
        if (cents < 0 || cents > cents_max)
            return std::nullopt;
        return money{cents};
    }

    /// Reads "12", "12.5" or "12.50"; nothing for a sign, an exponent, more than two decimals or
    /// too many digits.
    static std::optional<money> parse(std::string_view text);

    constexpr std::int64_t cents() const { return cents_; }

    /// Two decimals always: "12.50".
    std::string to_string() const;

    friend constexpr auto operator<=>(money, money) = default;

private:
    explicit constexpr money(std::int64_t cents)
        : cents_{cents} {}

    std::int64_t cents_ = 0;
};

} // namespace base
