#pragma once

#include <algorithm>
#include <cstddef>

namespace aws {

/// Bounds the repetitions of all calls of one client together, so that a service in trouble is not
/// drowned by them: each takes a token, each call that succeeds at once earns a part of one, each
/// that succeeds after repetitions gives back what the last one took.
class retry_budget {
public:
    explicit retry_budget(std::size_t repetitions_max)
        : tokens_max_{repetitions_max * tokens_of_repetition}
        , tokens_{tokens_max_} {}

    /// False when none is left.
    bool take() {
        if (tokens_ < tokens_of_repetition)
            return false;
        tokens_ -= tokens_of_repetition;
        return true;
    }

    void succeeded(bool at_once) {
        tokens_ = std::min(tokens_max_, tokens_ + (at_once ? 1 : tokens_of_repetition));
    }

    std::size_t repetitions_left() const { return tokens_ / tokens_of_repetition; }

private:
    static constexpr std::size_t tokens_of_repetition = 5;

    std::size_t tokens_max_;
    std::size_t tokens_;
};

} // namespace aws
