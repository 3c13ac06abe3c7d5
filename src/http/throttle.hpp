#pragma once

#include "base/clock.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace http {

/// How often one may ask.
struct rate {
    std::int64_t requests = 0; ///< within `period`; 0: without limit
    std::chrono::seconds period{60};
};

/// Counts requests by who sends them, in a window that slides: what was asked in the period
/// before counts for the part of it that the window still covers.
///
/// Every thread counts for itself, so that no request waits for another process. Who has used an
/// eighth of their rate here is told to the others (`unshared`) and by them (`learn`); until then
/// up to eight threads together give no more than one rate. One thread uses it; no I/O.
class throttle {
public:
    /// Of at most `keys_max` keys a period; later ones share one count.
    explicit throttle(rate allowed, std::size_t keys_max = 100'000);

    struct verdict {
        bool allowed = true;
        std::int64_t remaining = 0;   ///< requests that would be allowed now
        std::chrono::seconds reset{}; ///< until the next is allowed, or until all are; at least 1
    };

    bool limits() const { return allowed_.requests > 0; }
    const rate& allowed() const { return allowed_; }

    /// Asks for one request of `key`. One that is refused does not count.
    verdict take(std::string_view key, base::instant now);

    /// Requests of one key in one period; periods are numbered from the epoch.
    struct count {
        std::string key;
        std::int64_t period = 0;
        std::int64_t requests = 0;
    };

    /// What others should hear of, since the last call.
    std::vector<count> unshared();

    /// What all processes counted; late news of a period that is over is left aside.
    void learn(const count& all, std::int64_t requests_before);

private:
    struct counter {
        std::int64_t before = 0; ///< in the last period
        std::int64_t known = 0;  ///< in this one, by all processes, as far as heard
        std::int64_t own = 0;    ///< in this one, not told yet
        bool listed = false;     ///< in `talkative_`
    };
    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };
    using counters = std::unordered_map<std::string, counter, text_hash, std::equal_to<>>;

    void turn_to(std::int64_t period);
    counters::value_type& find_or_add(std::string_view key);

    rate allowed_;
    std::size_t keys_max_;
    std::int64_t period_ = 0;
    counters now_;
    counters before_;
    std::vector<counters::value_type*> talkative_;
};

} // namespace http
