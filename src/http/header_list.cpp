#include "http/header_list.hpp"

#include "json/text.hpp"

#include <algorithm>

namespace http {
namespace {

char to_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool is_ascii(std::string_view text) {
    unsigned char all = 0;
    for (const char c : text)
        all = static_cast<unsigned char>(all | static_cast<unsigned char>(c));
    return all < 0x80;
}

} // namespace

void header_list::add(std::string_view name, std::string_view value) {
    field f{.name_at = static_cast<std::uint32_t>(text_.size()),
            .name_size = static_cast<std::uint32_t>(name.size()),
            .value_at = static_cast<std::uint32_t>(text_.size() + name.size()),
            .value_size = static_cast<std::uint32_t>(value.size())};
    text_ += name;
    std::transform(text_.begin() + f.name_at, text_.end(), text_.begin() + f.name_at, to_lower);
    text_ += value;
    if (!is_ascii(value) && !json::valid_utf8(value)) {
        std::replace_if(
            text_.begin() + f.value_at, text_.end(),
            [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
    }
    fields_.push_back(f);
}

std::optional<std::string_view> header_list::find(std::string_view lower_case_name) const {
    for (auto at = fields_.rbegin(); at != fields_.rend(); ++at) {
        if (name(*at) == lower_case_name)
            return value(*at);
    }
    return std::nullopt;
}

std::size_t header_list::count(std::string_view lower_case_name) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(fields_, [&](const field& f) { return name(f) == lower_case_name; }));
}

std::pair<std::string_view, std::string_view> header_list::at(std::size_t index) const {
    const auto& f = fields_.at(index);
    return {name(f), value(f)};
}

} // namespace http
