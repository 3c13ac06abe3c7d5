#include "tasks/crontab.hpp"

#include "json/text.hpp"

#include <array>
#include <cctype>
#include <optional>
#include <span>

namespace tasks {
namespace {

using names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 12> month_names{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> day_names{"sun", "mon", "tue", "wed",
                                                    "thu", "fri", "sat"};

struct field {
    std::string_view name;
    int lowest;
    int highest;
    names words;
};

constexpr field fields[] = {{"minute", 0, 59, {}},
                            {"hour", 0, 23, {}},
                            {"day of month", 1, 31, {}},
                            {"month", 1, 12, month_names},
                            {"day of week", 0, 7, day_names}}; // 7 is Sunday too

std::optional<int> parse_value(const field& of, std::string_view text) {
    std::string lower{text.substr(0, 3)};
    for (auto& c : lower)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    for (std::size_t i = 0; i < of.words.size(); ++i) {
        if (of.words[i] == lower)
            return of.lowest + static_cast<int>(i);
    }
    if (text.empty() || !std::isdigit(static_cast<unsigned char>(text[0])))
        return std::nullopt;
    const auto number = json::parse_integer(text);
    if (!number || *number < of.lowest || *number > of.highest)
        return std::nullopt;
    return static_cast<int>(*number);
}

std::string_view take_until(std::string_view& rest, char separator) {
    const auto at = rest.find(separator);
    const auto taken = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
    return taken;
}

/// One element of a list: "*", "*/5", "7", "1-5", "1-5/2". Calls `mark` for each value; false when
/// it is none.
template <class F>
bool parse_element(const field& of, std::string_view text, F mark) {
    const bool has_step = text.contains('/');
    std::string_view step_text = text;
    const auto range = take_until(step_text, '/');
    const auto step = has_step ? json::parse_integer(step_text) : std::optional<std::int64_t>{1};
    if (!step || *step < 1 || *step > of.highest)
        return false;

    int from = of.lowest;
    int to = of.highest;
    if (range != "*") {
        std::string_view end = range;
        const auto begin = take_until(end, '-');
        const auto first = parse_value(of, begin);
        const auto last = range.contains('-') ? parse_value(of, end) : first;
        if (!first || !last || *last < *first)
            return false;
        from = *first;
        to = range.contains('-') || !has_step ? *last : of.highest;
    }
    for (int value = from; value <= to; value += static_cast<int>(*step))
        mark(value);
    return true;
}

template <class F>
bool parse_field(const field& of, std::string_view text, F mark) {
    if (text.empty() || text.back() == ',')
        return false;
    while (!text.empty()) {
        if (!parse_element(of, take_until(text, ','), mark))
            return false;
    }
    return true;
}

} // namespace

std::expected<crontab, std::string> crontab::parse(std::string_view text) {
    crontab made;
    const auto mark = [&made](std::size_t index, int number) {
        const auto value = static_cast<std::size_t>(number);
        switch (index) {
        case 0:
            made.minutes_.set(value);
            break;
        case 1:
            made.hours_.set(value);
            break;
        case 2:
            made.days_.set(value);
            break;
        case 3:
            made.months_.set(value);
            break;
        default:
            made.weekdays_.set(value % 7);
        }
    };
    auto rest = json::trimmed(text);
    for (std::size_t i = 0; i < std::size(fields); ++i) {
        const auto word = take_until(rest, ' ');
        rest = json::trimmed(rest);
        if (!parse_field(fields[i], word, [&](int value) { mark(i, value); })) {
            return std::unexpected{
                fmt::format("the {} of a crontab is wrong: \"{}\"", fields[i].name, word)};
        }
    }
    if (!rest.empty())
        return std::unexpected{std::string{"a crontab has five fields"}};
    return made;
}

std::optional<base::instant> crontab::next_after(base::instant at) const {
    using namespace std::chrono;
    auto next = floor<minutes>(at) + minutes{1};
    const auto give_up = next + years{8};
    while (next < give_up) {
        const auto day = floor<days>(next);
        const year_month_day date{day};
        const auto minute_of_day = duration_cast<minutes>(next - day).count();
        const bool day_matches = months_.test(static_cast<unsigned>(date.month())) &&
                                 days_.test(static_cast<unsigned>(date.day())) &&
                                 weekdays_.test(weekday{day}.c_encoding());
        if (!day_matches) {
            next = day + days{1};
        } else if (!hours_.test(static_cast<std::size_t>(minute_of_day / 60))) {
            next = floor<hours>(next) + hours{1};
        } else if (!minutes_.test(static_cast<std::size_t>(minute_of_day % 60))) {
            next += minutes{1};
        } else {
            return next;
        }
    }
    return std::nullopt;
}

} // namespace tasks
