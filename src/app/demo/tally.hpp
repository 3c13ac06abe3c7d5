#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace app {

/// The numbers that must add up at the end of the story.
class tally {
public:
    /// A number that was counted in two ways.
    void expect(std::string what, std::int64_t expected, std::int64_t got) {
        lines_.push_back({std::move(what), expected, got});
    }

    /// Prints all; true when every number is as expected.
    bool print() const;

private:
    struct line {
        std::string what;
        std::int64_t expected;
        std::int64_t got;
    };

    std::vector<line> lines_;
};

} // namespace app
