#include "promos/counters_message.hpp"

#include "base/errors.hpp"
#include "promos/board_snapshot.hpp"

#include <charconv>

namespace promos {
namespace {

constexpr std::chrono::seconds publish_timeout{1};

} // namespace

std::string counters_message::to_text() const {
    return fmt::format("{} {} {}", window.value(), revision, left);
}

std::optional<counters_message> counters_message::parse(std::string_view text) {
    std::array<std::int64_t, 3> numbers{};
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (i > 0 && (at == end || *at++ != ' '))
            return std::nullopt;
        const auto [next, error] = std::from_chars(at, end, numbers[i]);
        if (error != std::errc{} || numbers[i] < 0)
            return std::nullopt;
        at = next;
    }
    if (at != end || numbers[2] > window_counter::left_max)
        return std::nullopt;
    return counters_message{base::window_id{numbers[0]}, numbers[1],
                            static_cast<std::int32_t>(numbers[2])};
}

async::task<> publish(redis::client& to, counters_message changed) {
    try {
        co_await to.run(async::deadline::after(publish_timeout),
                        {"PUBLISH", std::string{counters_channel}, changed.to_text()});
    } catch (const base::outage&) {
    } catch (const base::deadline_exceeded&) {
    }
}

} // namespace promos
