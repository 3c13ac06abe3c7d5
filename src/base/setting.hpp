#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace base {

/// The kinds of values that a setting may have. A duration is written "250ms", "30s", "10m", "2h"
/// or "1d" (a bare number is seconds), a list with commas, a boolean as Django's deployments write
/// it: True, yes, on, 1.
using setting_value = std::variant<std::string, bool, std::int64_t, std::chrono::milliseconds,
                                   std::vector<std::string>>;

/// What a value must keep to. For a duration the numbers are milliseconds, for a text its length in
/// bytes.
struct setting_bounds {
    std::int64_t min = std::numeric_limits<std::int64_t>::min();
    std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

enum class secrecy : std::uint8_t { open, secret };

/// Says what is wrong with a text, or nothing; for kinds of text that have a form of their own (a
/// URL, one word of a few).
using setting_check = std::optional<std::string> (*)(std::string_view text);

/// One row of a program's table of settings: the name is that of the environment variable,
/// `sentence` is what the documentation and the error messages say, `member` is where the value
/// goes.
template <class Owner>
struct setting {
    using member_pointer =
        std::variant<std::string Owner::*, bool Owner::*, std::int64_t Owner::*,
                     std::chrono::milliseconds Owner::*, std::vector<std::string> Owner::*>;

    std::string_view name;
    std::string_view sentence;
    member_pointer member;
    std::string_view default_text;
    setting_bounds bounds{};
    secrecy secret = secrecy::open;
    setting_check check = nullptr;
};

/// Reads `text` as the kind that `into` holds now, replacing its value; or says why not ("must be
/// between 1 and 64").
std::optional<std::string> parse_setting(std::string_view text, const setting_bounds& bounds,
                                         setting_value& into);

/// A text that parse_setting reads back.
std::string to_text(const setting_value& value);

/// "text", "boolean", "integer", "duration", "list".
std::string_view kind_of(const setting_value& value);

/// Sets the member; or says why not, without the value when it is secret.
template <class Owner>
std::optional<std::string> assign(const setting<Owner>& which, Owner& owner,
                                  std::string_view text) {
    return std::visit(
        [&](auto member) -> std::optional<std::string> {
            setting_value value{owner.*member};
            if (auto wrong = parse_setting(text, which.bounds, value))
                return wrong;
            if (which.check) {
                if (auto wrong = which.check(text))
                    return wrong;
            }
            owner.*member =
                std::get<std::remove_reference_t<decltype(owner.*member)>>(std::move(value));
            return std::nullopt;
        },
        which.member);
}

template <class Owner>
setting_value value_of(const setting<Owner>& which, const Owner& owner) {
    return std::visit([&](auto member) { return setting_value{owner.*member}; }, which.member);
}

} // namespace base
