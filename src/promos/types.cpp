#include "promos/types.hpp"

#include <algorithm>

namespace promos {
namespace {

constexpr std::array<std::string_view, 3> user_types{"new", "frequent", "regular"};
constexpr std::array<std::string_view, 3> state_names{"scheduled", "closed", "skipped"};

template <class Enum, std::size_t Count>
std::optional<Enum> index_in(const std::array<std::string_view, Count>& names,
                             std::string_view name) {
    const auto* found = std::ranges::find(names, name);
    if (found == names.end())
        return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

} // namespace

std::optional<segment> parse_segment(std::string_view name) {
    return index_in<segment>(segment_names, name);
}

std::optional<segment> segment_of_user_type(std::string_view user_type) {
    return index_in<segment>(user_types, user_type);
}

segment_set segment_set::from_names(std::span<const std::string> names) {
    segment_set set;
    for (const auto& name : names) {
        if (const auto found = parse_segment(name))
            set.add(*found);
    }
    return set;
}

std::vector<std::string> segment_set::names() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < segment_names.size(); ++i) {
        if ((bits_ & bit(static_cast<segment>(i))) != 0)
            names.emplace_back(segment_names[i]);
    }
    return names;
}

std::string_view to_string(window_state s) {
    return state_names[static_cast<std::size_t>(s)];
}

std::optional<window_state> parse_window_state(std::string_view text) {
    return index_in<window_state>(state_names, text);
}

} // namespace promos
