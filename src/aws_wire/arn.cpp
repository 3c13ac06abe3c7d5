#include "aws_wire/arn.hpp"

#include <array>
#include <vector>

#include <fmt/format.h>

namespace aws_wire {
namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    while (!path.empty()) {
        const auto slash = path.find('/');
        const auto segment = path.substr(0, slash);
        if (!segment.empty())
            segments.push_back(segment);
        if (slash == std::string_view::npos)
            break;
        path.remove_prefix(slash + 1);
    }
    return segments;
}

/// "sqs.REGION.anything" or "REGION.queue.anything"; empty for other hosts.
std::string_view region_of_host(std::string_view host) {
    const auto first_dot = host.find('.');
    if (first_dot == std::string_view::npos)
        return {};
    const auto first = host.substr(0, first_dot);
    const auto rest = host.substr(first_dot + 1);
    const auto second = rest.substr(0, rest.find('.'));
    if (second.size() == rest.size())
        return {}; // nothing stands behind it
    if (first == "sqs" && second.find('-') != std::string_view::npos)
        return second;
    if (second == "queue")
        return first;
    return {};
}

} // namespace

std::string arn::to_string() const {
    return fmt::format("arn:{}:{}:{}:{}:{}", partition, service, region, account, resource);
}

std::optional<arn> arn::parse(std::string_view text) {
    std::array<std::string_view, 5> parts;
    for (auto& part : parts) {
        const auto colon = text.find(':');
        if (colon == std::string_view::npos)
            return std::nullopt;
        part = text.substr(0, colon);
        text.remove_prefix(colon + 1);
    }
    if (parts[0] != "arn" || parts[1].empty() || parts[2].empty() || text.empty())
        return std::nullopt;
    return arn{std::string{parts[1]}, std::string{parts[2]}, std::string{parts[3]},
               std::string{parts[4]}, std::string{text}};
}

std::optional<queue_address> parse_queue_url(std::string_view url) {
    std::string_view host;
    if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
        url.remove_prefix(scheme + 3);
        const auto slash = url.find('/');
        if (slash == std::string_view::npos)
            return std::nullopt;
        host = url.substr(0, slash);
        url.remove_prefix(slash);
    }
    const auto segments = segments_of(url.substr(0, url.find('?')));
    if (segments.size() == 4 && segments[0] == "queue") {
        return queue_address{std::string{segments[1]}, std::string{segments[2]},
                             std::string{segments[3]}};
    }
    if (segments.size() != 2)
        return std::nullopt;
    return queue_address{std::string{region_of_host(host)}, std::string{segments[0]},
                         std::string{segments[1]}};
}

std::string make_queue_url(std::string_view base, std::string_view account, std::string_view name) {
    return fmt::format("{}/{}/{}", base, account, name);
}

} // namespace aws_wire
