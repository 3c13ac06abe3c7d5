#include "app/backup/progress.hpp"

#include <algorithm>
#include <cstdio>
#include <unistd.h>

#include <fmt/format.h>

namespace app {

namespace {

using namespace std::chrono_literals;

constexpr auto terminal_every = 200ms;
constexpr auto line_every = 5s;

} // namespace

std::string describe_bytes(std::uint64_t bytes) {
    const auto value = static_cast<double>(bytes);
    if (bytes < 10'000)
        return fmt::format("{} bytes", bytes);
    if (bytes < 10'000'000)
        return fmt::format("{:.0f} kB", value / 1e3);
    if (bytes < 10'000'000'000)
        return fmt::format("{:.0f} MB", value / 1e6);
    return fmt::format("{:.1f} GB", value / 1e9);
}

progress::progress(std::string what, std::uint64_t bytes_total)
    : what_{std::move(what)}
    , bytes_total_{bytes_total}
    , on_terminal_{::isatty(STDERR_FILENO) == 1}
    , printed_{std::chrono::steady_clock::now()} {}

void progress::at(std::uint64_t bytes) {
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::milliseconds every = on_terminal_ ? terminal_every : line_every;
    if (now - printed_ < every)
        return;
    printed_ = now;
    if (bytes_total_ == 0)
        return print(fmt::format("{}: {}", what_, describe_bytes(bytes)), false);
    // An estimate may be too small: the end is not told before it is there.
    const auto percent = std::min<std::uint64_t>(99, bytes * 100 / bytes_total_);
    print(fmt::format("{}: {} % ({})", what_, percent, describe_bytes(bytes)), false);
}

void progress::done(const std::string& outcome) {
    print(fmt::format("{}: {}", what_, outcome), true);
}

void progress::print(const std::string& line, bool last) const {
    if (on_terminal_) {
        fmt::print(stderr, "\r\x1b[K{}{}", line, last ? "\n" : "");
    } else {
        fmt::print(stderr, "{}\n", line);
    }
    std::fflush(stderr);
}

} // namespace app
