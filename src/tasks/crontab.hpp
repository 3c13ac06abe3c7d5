#pragma once

#include "base/clock.hpp"

#include <bitset>
#include <expected>
#include <string>
#include <string_view>

namespace tasks {

/// "minute hour day-of-month month day-of-week" in UTC, as crontab(5) and Celery read it: `*`,
/// numbers, ranges, lists, steps, and the names of months and days. As in Celery a moment must
/// match all five.
class crontab {
public:
    /// The error says which field is wrong.
    static std::expected<crontab, std::string> parse(std::string_view text);

    /// The first matching minute after `at`; nothing when there is none within 8 years (30
    /// February).
    std::optional<base::instant> next_after(base::instant at) const;

private:
    std::bitset<60> minutes_;
    std::bitset<24> hours_;
    std::bitset<32> days_;
    std::bitset<13> months_;
    std::bitset<7> weekdays_; ///< 0 is Sunday
};

} // namespace tasks
