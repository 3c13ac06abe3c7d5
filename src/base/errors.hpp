#pragma once

#include <chrono>
#include <stdexcept>
#include <string>

namespace base {

/// A part that the work needs cannot be reached or does not answer now. Becomes 503 with
/// Retry-After; safe to repeat.
class outage : public std::runtime_error {
public:
    outage(std::string part, const std::string& why)
        : std::runtime_error{part + ": " + why}
        , part_{std::move(part)} {}

    /// "postgresql", "redis", "sns", ...
    const std::string& part() const { return part_; }

private:
    std::string part_;
};

/// A named limit is reached (a queue, a pool): the work was not begun. Becomes 503 with
/// Retry-After.
class overload : public std::runtime_error {
public:
    explicit overload(std::string limit)
        : std::runtime_error{"limit reached: " + limit}
        , limit_{std::move(limit)} {}

    const std::string& limit() const { return limit_; }

private:
    std::string limit_;
};

/// The deadline of the request or job passed during `step`; whether that step took effect is
/// unknown.
class deadline_exceeded : public std::runtime_error {
public:
    explicit deadline_exceeded(std::string step)
        : std::runtime_error{"deadline exceeded in " + step}
        , step_{std::move(step)} {}

    const std::string& step() const { return step_; }

private:
    std::string step_;
};

/// Aborts with the place and the text: for our own mistakes, never for input. Active in every
/// build.
[[noreturn]] void fail_assertion(const char* condition, const char* file, int line);

} // namespace base

#define MARKETPLACE_ASSERT(condition)                                                              \
    ((condition) ? void() : ::base::fail_assertion(#condition, __FILE__, __LINE__))
