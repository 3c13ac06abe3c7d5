#include "http/router.hpp"

#include "base/errors.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace http {
namespace {

/// Cuts the segment before the next '/' off `rest`; true when there was a '/', so that another
/// segment follows.
bool cut_segment(std::string_view& rest, std::string_view& segment) {
    const auto slash = rest.find('/');
    segment = rest.substr(0, slash);
    if (slash == std::string_view::npos)
        return false;
    rest.remove_prefix(slash + 1);
    return true;
}

bool is_positive_integer(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && value > 0;
}

} // namespace

router::router()
    : nodes_(1) {}

void router::add(route r) {
    MARKETPLACE_ASSERT(r.path.starts_with('/') && r.handler && r.method != verb::head);
    index at = 0;
    auto rest = r.path.substr(1);
    std::string_view segment;
    bool more = true;
    while (more) {
        more = cut_segment(rest, segment);
        at = child(at, segment);
    }
    auto& place = nodes_[at].routes[static_cast<std::size_t>(r.method)];
    MARKETPLACE_ASSERT(place == none);
    place = static_cast<index>(routes_.size());
    routes_.push_back(std::move(r));
}

router::index router::child(index parent, std::string_view segment) {
    const auto next = static_cast<index>(nodes_.size());
    if (segment.starts_with('{')) {
        auto& place = segment == "{id}" ? nodes_[parent].id : nodes_[parent].name;
        if (place != none)
            return place;
        place = next;
    } else {
        auto& literals = nodes_[parent].literals;
        const auto at = std::ranges::lower_bound(literals, segment, {},
                                                 &std::pair<std::string_view, index>::first);
        if (at != literals.end() && at->first == segment)
            return at->second;
        literals.emplace(at, segment, next);
    }
    nodes_.emplace_back(); // last: it may move the nodes
    return next;
}

const router::node* router::walk(const node& from, std::string_view rest,
                                 std::vector<std::string>& path_values) const {
    std::string_view segment;
    const bool more = cut_segment(rest, segment);
    const auto follow = [&](index to) -> const node* {
        if (more)
            return walk(nodes_[to], rest, path_values);
        const bool has_route =
            std::ranges::any_of(nodes_[to].routes, [](index i) { return i != none; });
        return has_route ? &nodes_[to] : nullptr;
    };
    const auto at = std::ranges::lower_bound(from.literals, segment, {},
                                             &std::pair<std::string_view, index>::first);
    if (at != from.literals.end() && at->first == segment) {
        if (const auto* found = follow(at->second))
            return found;
    }
    for (const auto to : {from.id, from.name}) {
        if (to == none || segment.empty() || (to == from.id && !is_positive_integer(segment)))
            continue;
        path_values.emplace_back(segment);
        if (const auto* found = follow(to))
            return found;
        path_values.pop_back();
    }
    return nullptr;
}

const route* router::find(verb method, std::string_view path,
                          std::vector<std::string>& path_values) const {
    path_values.clear();
    if (!path.starts_with('/'))
        return nullptr;
    const auto* at = walk(nodes_.front(), path.substr(1), path_values);
    if (!at)
        return nullptr;
    const auto found =
        at->routes[static_cast<std::size_t>(method == verb::head ? verb::get : method)];
    return found == none ? nullptr : &routes_[found];
}

response router::refuse(std::string_view method, std::string_view path,
                        std::string_view target) const {
    std::vector<std::string> ignored;
    const auto* at =
        path.starts_with('/') ? walk(nodes_.front(), path.substr(1), ignored) : nullptr;
    if (at) {
        std::string allowed;
        for (const auto each : at->routes) {
            if (each == none)
                continue;
            const auto name = routes_[each].method;
            if (name == verb::options)
                continue;
            allowed += to_string(name);
            allowed += name == verb::get ? ", HEAD, " : ", ";
        }
        auto answer = detail(405, fmt::format("Method \"{}\" not allowed.", method));
        answer.headers.emplace_back("Allow", allowed + "OPTIONS");
        return answer;
    }
    if ((method == "GET" || method == "HEAD") && !path.ends_with('/')) {
        if (find(verb::get, std::string{path} + '/', ignored)) {
            const auto question = std::min(target.find('?'), target.size());
            response answer = text_response(301, {});
            answer.headers.emplace_back("Location", fmt::format("{}/{}", target.substr(0, question),
                                                                target.substr(question)));
            return answer;
        }
    }
    return not_found();
}

router::match router::find(verb method, std::string_view path, std::string_view target) const {
    match result;
    result.found = find(method, path, result.path_values);
    if (!result.found) {
        result.path_values.clear();
        result.otherwise = refuse(to_string(method), path, target);
    }
    return result;
}

} // namespace http
