#include "app/demo/tally.hpp"

#include <fmt/format.h>

namespace app {

bool tally::print() const {
    bool adds_up = true;
    for (const auto& each : lines_) {
        const bool agrees = each.got == each.expected;
        fmt::print("    {:<58} {:>6} of {:>6}  {}\n", each.what, each.got, each.expected,
                   agrees ? "ok" : "WRONG");
        adds_up = adds_up && agrees;
    }
    return adds_up;
}

} // namespace app
