#include "postgres/ordered_statement.hpp"

#include "base/errors.hpp"

#include <fmt/format.h>

namespace postgres {
namespace {

constexpr std::string_view mark_begin = "/*ordering";
constexpr std::string_view mark_end = "*/";

std::string with_order(std::string_view text, const base::list_order& order) {
    std::string out;
    auto at = text.find(mark_begin);
    MARKETPLACE_ASSERT(at != std::string_view::npos);
    while (at != std::string_view::npos) {
        const auto end = text.find(mark_end, at);
        auto prefix = text.substr(at + mark_begin.size(), end - at - mark_begin.size());
        prefix.remove_prefix(std::min(prefix.find_first_not_of(' '), prefix.size()));
        out += text.substr(0, at);
        for (const auto& term : order)
            out += fmt::format("{}{}{}, ", prefix, term.key, term.descending ? " desc" : "");
        text.remove_prefix(end + mark_end.size());
        at = text.find(mark_begin);
    }
    return out += text;
}

} // namespace

const statement& ordered_statement::by(const base::list_order& order) {
    if (order.empty())
        return plain_;
    std::string key;
    for (const auto& term : order)
        key += fmt::format("{}{}{}", key.empty() ? "" : ",", term.descending ? "-" : "", term.key);
    const auto [found, is_new] = made_.try_emplace(std::move(key));
    auto& [name, text, view] = found->second;
    if (is_new) {
        name = fmt::format("{} by {}", plain_.name, found->first);
        text = with_order(plain_.text, order);
        view = {name, text};
    }
    return view;
}

} // namespace postgres
