#include "base/clock.hpp"

#include <fmt/format.h>

namespace base {
namespace {

using std::chrono::microseconds;

/// Takes exactly `digits` decimal digits from the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
    if (text.size() < digits)
        return std::nullopt;
    int value = 0;
    for (const char c : text.substr(0, digits)) {
        if (c < '0' || c > '9')
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool take_char(std::string_view& text, std::string_view any_of) {
    if (text.empty() || !any_of.contains(text.front()))
        return false;
    text.remove_prefix(1);
    return true;
}

std::optional<microseconds> take_fraction(std::string_view& text) {
    if (!take_char(text, "."))
        return microseconds{0};
    std::int64_t us = 0;
    std::size_t digits = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9';
         text.remove_prefix(1), ++digits) {
        if (digits < 6)
            us = us * 10 + (text.front() - '0');
    }
    if (digits == 0 || digits > 9)
        return std::nullopt;
    for (auto i = digits; i < 6; ++i)
        us *= 10;
    return microseconds{us};
}

std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
    if (take_char(text, "Zz"))
        return std::chrono::minutes{0};
    if (text.empty())
        return std::nullopt;
    const int sign = text.front() == '-' ? -1 : 1;
    if (!take_char(text, "+-"))
        return std::nullopt;
    const auto hours = take_number(text, 2);
    if (!hours || *hours > 23 || !take_char(text, ":"))
        return std::nullopt;
    const auto minutes = take_number(text, 2);
    if (!minutes || *minutes > 59)
        return std::nullopt;
    return std::chrono::minutes{sign * (*hours * 60 + *minutes)};
}

} // namespace

std::string to_rfc3339(instant at) {
    using namespace std::chrono;
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{at - day};
    auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                            static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                            time.hours().count(), time.minutes().count(), time.seconds().count());
    if (time.subseconds().count() != 0) {
        fmt::format_to(std::back_inserter(text), ".{:06}", time.subseconds().count());
    }
    text += 'Z';
    return text;
}

std::optional<instant> parse_rfc3339(std::string_view text) {
    using namespace std::chrono;
    const auto y = take_number(text, 4);
    if (!y || !take_char(text, "-"))
        return std::nullopt;
    const auto mo = take_number(text, 2);
    if (!mo || !take_char(text, "-"))
        return std::nullopt;
    const auto d = take_number(text, 2);
    if (!d || !take_char(text, "Tt "))
        return std::nullopt;
    const year_month_day date{year{*y}, month(static_cast<unsigned>(*mo)),
                              day(static_cast<unsigned>(*d))};

    const auto h = take_number(text, 2);
    if (!h || !take_char(text, ":"))
        return std::nullopt;
    const auto mi = take_number(text, 2);
    if (!mi || !take_char(text, ":"))
        return std::nullopt;
    const auto s = take_number(text, 2);
    if (!s || !date.ok() || *h > 23 || *mi > 59 || *s > 59)
        return std::nullopt;

    const auto fraction = take_fraction(text);
    if (!fraction)
        return std::nullopt;
    const auto offset = take_offset(text);
    if (!offset || !text.empty())
        return std::nullopt;
    return sys_days{date} + hours{*h} + minutes{*mi} + seconds{*s} + *fraction - *offset;
}

instant system_clock::now() const {
    return std::chrono::floor<microseconds>(std::chrono::system_clock::now());
}

instant offset_clock::now() const {
    return std::chrono::floor<microseconds>(std::chrono::system_clock::now()) + offset();
}

} // namespace base
