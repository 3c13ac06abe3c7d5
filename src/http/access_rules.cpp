#include "http/access_rules.hpp"

#include <algorithm>

namespace http {
namespace {

std::string lower(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    });
    return out;
}

bool is_host_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

/// The name without port and trailing dot, brackets kept; empty when it is no host.
std::string_view name_of(std::string_view host) {
    if (host.starts_with('[')) {
        const auto end = host.find(']');
        if (end == std::string_view::npos)
            return {};
        const auto rest = host.substr(end + 1);
        const auto inside = host.substr(1, end - 1);
        if (inside.find_first_not_of("0123456789abcdef:.") != std::string_view::npos)
            return {};
        return rest.empty() || rest.front() == ':' ? host.substr(0, end + 1) : std::string_view{};
    }
    const auto colon = std::min(host.find(':'), host.size());
    if (host.substr(colon).find_first_not_of(":0123456789") != std::string_view::npos)
        return {};
    auto name = host.substr(0, colon);
    if (name.ends_with('.'))
        name.remove_suffix(1);
    return std::ranges::all_of(name, is_host_character) ? name : std::string_view{};
}

} // namespace

host_rules::host_rules(std::vector<std::string> allowed)
    : allowed_{std::move(allowed)} {
    for (auto& pattern : allowed_)
        pattern = lower(pattern);
}

bool host_rules::allow(std::string_view host) const {
    const auto given = lower(host);
    const auto name = name_of(given);
    if (name.empty())
        return false;
    if (allowed_.empty())
        return true;
    return std::ranges::any_of(allowed_, [&](std::string_view pattern) {
        if (pattern == "*" || pattern == name)
            return true;
        return pattern.starts_with('.') && (name.ends_with(pattern) || name == pattern.substr(1));
    });
}

cors_rules::cors_rules(std::vector<std::string> allowed_origins)
    : allowed_{std::move(allowed_origins)}
    , any_{std::ranges::find(allowed_, "*") != allowed_.end()} {}

bool cors_rules::allow(std::string_view origin) const {
    return any_ || std::ranges::find(allowed_, origin) != allowed_.end();
}

void cors_rules::apply(const request& in, response& answer) const {
    if (allowed_.empty())
        return;
    answer.headers.emplace_back("Vary",
                                "Origin"); // also without an origin: caches must tell them apart
    const auto origin = in.header("origin");
    if (!origin || !allow(*origin))
        return;
    answer.headers.emplace_back("Access-Control-Allow-Origin",
                                any_ ? std::string{"*"} : std::string{*origin});
    answer.headers.emplace_back("Access-Control-Expose-Headers", "X-Request-Id, Retry-After");
}

std::optional<response> cors_rules::preflight(const request& in) const {
    if (allowed_.empty() || in.method != verb::options)
        return std::nullopt;
    if (!in.header("origin") || !in.header("access-control-request-method"))
        return std::nullopt;
    auto answer = no_content();
    if (allow(*in.header("origin"))) {
        answer.headers.emplace_back("Access-Control-Allow-Methods",
                                    "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        answer.headers.emplace_back(
            "Access-Control-Allow-Headers",
            "Accept, Authorization, Content-Type, Idempotency-Key, Last-Event-ID, "
            "X-Request-Id, X-Token-Cookie");
        answer.headers.emplace_back("Access-Control-Max-Age", "86400");
    }
    return answer;
}

} // namespace http
