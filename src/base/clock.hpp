#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace base {

/// A moment in UTC, in PostgreSQL's own resolution.
using instant = std::chrono::sys_time<std::chrono::microseconds>;

/// RFC 3339 in UTC, as the API writes it: "2026-11-24T03:51:19Z", with six decimals when there are
/// any.
std::string to_rfc3339(instant at);

/// Reads RFC 3339 with any offset and up to nine decimals (cut to microseconds); nothing for
/// anything else.
std::optional<instant> parse_rfc3339(std::string_view text);

/// Where a process takes the time from. Serving processes follow the database's clock; tests turn a
/// manual one.
class clock {
public:
    virtual ~clock() = default;
    virtual instant now() const = 0;
};

class system_clock final : public clock {
public:
    instant now() const override;
};

/// The system's clock plus an offset that may be corrected at any time from any thread.
class offset_clock final : public clock {
public:
    instant now() const override;
    void offset(std::chrono::microseconds offset) { offset_us_.store(offset.count()); }
    std::chrono::microseconds offset() const {
        return std::chrono::microseconds{offset_us_.load()};
    }

private:
    std::atomic<std::int64_t> offset_us_ = 0;
};

class manual_clock final : public clock {
public:
    explicit manual_clock(instant start)
        : now_us_{start.time_since_epoch().count()} {}
    instant now() const override { return instant{std::chrono::microseconds{now_us_.load()}}; }
    void advance(std::chrono::microseconds by) { now_us_ += by.count(); }

private:
    std::atomic<std::int64_t> now_us_;
};

} // namespace base
